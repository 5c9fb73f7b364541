package e2e

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// largestImage is what the image may weigh, in bytes: it is fetched over rural lines, too.
const largestImage = 40 << 20

// builtImage is what the Containerfile made.
type builtImage struct {
	env  []string // for buildah: a storage of its own, gone with the test
	root string   // its file system, mounted

	User       string
	Env        []string
	Entrypoint []string
	Cmd        []string
	Volumes    map[string]struct{}
}

func (i *builtImage) buildah(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command("buildah", args...)
	cmd.Env = i.env
	var complaints strings.Builder
	cmd.Stderr = &complaints
	output, err := cmd.Output()
	if err != nil {
		t.Fatalf("buildah %s: %v\n%s", strings.Join(args, " "), err, complaints.String())
	}
	return strings.TrimSpace(string(output))
}

// buildImage builds the image as `make image` does.
func buildImage(t *testing.T) *builtImage {
	t.Helper()
	if testing.Short() {
		t.Skip("no container in short tests")
	}
	_, err := exec.LookPath("buildah")
	require(t, err == nil, "buildah is not installed")
	if os.Geteuid() != 0 {
		t.Skip("only root can mount what is needed to start a container without an engine")
	}
	folder := t.TempDir()
	storage := filepath.Join(folder, "storage.conf")
	content := fmt.Sprintf("[storage]\ndriver = \"vfs\"\ngraphroot = %q\nrunroot = %q\n", filepath.Join(folder, "graph"), filepath.Join(folder, "run"))
	if err := os.WriteFile(storage, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	i := &builtImage{env: append(os.Environ(), "CONTAINERS_STORAGE_CONF="+storage, "BUILDAH_ISOLATION=chroot", "TMPDIR="+folder, "EXCHEQUER_BINARY="+binary(t))}
	build := exec.Command("../../../.ci/image", "exchequer")
	build.Env = i.env
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the image: %v\n%s", err, output)
	}
	var inspected struct {
		OCIv1 struct{ Config *builtImage } `json:"OCIv1"`
	}
	inspected.OCIv1.Config = i
	if err := json.Unmarshal([]byte(i.buildah(t, "inspect", "--type", "image", "exchequer")), &inspected); err != nil {
		t.Fatal(err)
	}
	container := i.buildah(t, "from", "exchequer")
	i.root = i.buildah(t, "mount", container)
	t.Cleanup(func() { i.buildah(t, "rm", container) })
	return i
}

// start runs the image as a container engine would: its own root, read-only; one volume; its user; no privileges.
func (i *builtImage) start(t *testing.T, volume, address string, env ...string) *lockedBuffer {
	t.Helper()
	script := `mount --bind "$ROOT" "$ROOT" && mount -o remount,ro,bind "$ROOT" && mount --bind "$VOLUME" "$ROOT/data" && cd "$ROOT" &&
		exec env -i "${SETTINGS[@]}" "$(command -v setpriv)" --no-new-privs "$(command -v chroot)" --userspec="$IMAGE_USER" --groups= . "${COMMAND[@]}"`
	quoted := func(words []string) string {
		for n, word := range words {
			words[n] = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
		}
		return "(" + strings.Join(words, " ") + ")"
	}
	settings := append(slices.Clone(i.Env), env...)
	command := append(slices.Clone(i.Entrypoint), i.Cmd...)
	script = "SETTINGS=" + quoted(append(settings, "EXCHEQUER_ADDR="+address)) + "; COMMAND=" + quoted(command) + "; " + script
	cmd := exec.Command("unshare", "--mount", "bash", "-ec", script)
	cmd.Env = append(os.Environ(), "ROOT="+i.root, "VOLUME="+volume, "IMAGE_USER="+i.User)
	output := &lockedBuffer{}
	cmd.Stdout, cmd.Stderr = output, output
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		done := make(chan error, 1)
		go func() { done <- cmd.Wait() }()
		select {
		case err := <-done:
			if err != nil {
				t.Errorf("the container ended with %v:\n%s", err, output)
			}
		case <-time.After(20 * time.Second):
			cmd.Process.Kill()
			t.Error("the container did not end on SIGTERM")
		}
	})
	return output
}

func TestTheImageIsOneBinaryForAnOrdinaryUser(t *testing.T) {
	i := buildImage(t)
	if i.User != "65532:65532" {
		t.Errorf("it runs as %q", i.User)
	}
	if _, ok := i.Volumes["/data"]; !ok || len(i.Volumes) != 1 {
		t.Errorf("its volumes are %v", i.Volumes)
	}
	var size int64
	var files []string
	err := filepath.WalkDir(i.root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		size += info.Size()
		files = append(files, strings.TrimPrefix(path, i.root))
		if owner := info.Sys().(*syscall.Stat_t); owner.Uid != 0 || info.Mode().Perm()&0o022 != 0 || info.Mode()&fs.ModeSetuid != 0 {
			t.Errorf("%s: %v, owner %d", path, info.Mode(), owner.Uid)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"/etc/ssl/certs/ca-certificates.crt", "/exchequer"}; !slices.Equal(files, want) {
		t.Errorf("it holds %v", files)
	}
	if size > largestImage {
		t.Errorf("it weighs %d bytes", size)
	}
	t.Logf("the image weighs %.1f MB", float64(size)/1e6)

	volume := filepath.Join(t.TempDir(), "volume")
	if err := os.Mkdir(volume, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(volume, 65532, 65532); err != nil {
		t.Fatal(err)
	}
	address := freeAddress(t)
	output := i.start(t, volume, address, "EXCHEQUER_ORIGIN=http://localhost:"+portOf(address))
	waitReady(t, "http://"+address, output)
	driveARequest(t, "http://"+address)
	if _, err := os.Stat(filepath.Join(volume, "exchequer.db")); err != nil {
		t.Errorf("the volume has no database: %v", err)
	}
}
