// A live picture from the camera, put into the field for a file: the form is sent as it is without this script. Nothing
// leaves the page before the form is sent, and the camera is switched off as soon as a picture is taken.
const widest = 1920; // pixels: enough to read a document, little enough to send

export function cameras(page) {
  if (!navigator.mediaDevices?.getUserMedia) return;
  for (const section of page.querySelectorAll("[data-camera]")) {
    section.hidden = false;
    camera(section);
  }
}

function camera(section) {
  const part = (name) => section.querySelector(`[data-camera-${name}]`);
  const [start, take, video, canvas, said] = ["start", "take", "video", "canvas", "said"].map(part);
  const field = document.getElementById(section.dataset.camera);
  let stream = null;

  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    video.hidden = take.hidden = true;
  };

  start.addEventListener("click", async () => {
    stop();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: section.dataset.facing, width: { ideal: widest } }, audio: false });
    } catch (error) {
      said.textContent = error.name === "NotFoundError" ? said.dataset.none : said.dataset.refused;
      return;
    }
    video.srcObject = stream;
    await video.play();
    canvas.hidden = true;
    video.hidden = take.hidden = false;
    said.textContent = said.dataset.on;
    take.focus();
  });

  take.addEventListener("click", () => {
    const scale = Math.min(1, widest / video.videoWidth);
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => {
      const chosen = new DataTransfer();
      chosen.items.add(new File([blob], section.dataset.name, { type: "image/jpeg" }));
      field.files = chosen.files;
      canvas.hidden = false;
      said.textContent = said.dataset.taken;
      start.textContent = start.dataset.again;
      stop();
      start.focus();
    }, "image/jpeg", 0.9);
  });

  addEventListener("pagehide", stop);
}
