// The page on which someone takes pictures for a proof of identity: beside each field for a file, the camera of the device.
import { cameras } from "./camera/capture.js";

cameras(document);
