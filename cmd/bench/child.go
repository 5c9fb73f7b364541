package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

// child is a process that serves beside the bench.
type child struct {
	cmd     *exec.Cmd
	address string // where it answers: "http://127.0.0.1:41234"
}

// start runs a program and waits for the line in which it says where it answers, after the word before.
func start(before string, env []string, program string, args ...string) (*child, error) {
	cmd := exec.Command(program, args...)
	cmd.Env = append(os.Environ(), env...)
	said, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	var complaint strings.Builder
	cmd.Stderr = &lastWords{&complaint}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	c := &child{cmd: cmd}
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		if _, address, found := strings.Cut(lines.Text(), before+" "); found {
			c.address = address
			go io.Copy(io.Discard, said)
			return c, nil
		}
	}
	cmd.Wait()
	return nil, fmt.Errorf("%s did not start: %s", program, complaint.String())
}

// lastWords keeps the beginning of what a program complains of.
type lastWords struct{ *strings.Builder }

func (w *lastWords) Write(p []byte) (int, error) {
	if w.Len() < 4096 {
		w.Builder.Write(p)
	}
	return len(p), nil
}

func (c *child) stop() {
	if c == nil {
		return
	}
	c.cmd.Process.Signal(syscall.SIGTERM)
	c.cmd.Wait()
}

// memory is what the process keeps in memory now, on Linux.
func (c *child) memory() string {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.cmd.Process.Pid))
	var parts []string
	for line := range strings.Lines(string(status)) {
		for _, name := range []string{"VmHWM", "VmRSS", "RssAnon", "RssFile"} {
			if kilobytes, ok := strings.CutPrefix(line, name+":"); ok {
				parts = append(parts, name+" "+strings.TrimSpace(kilobytes))
			}
		}
	}
	if parts == nil {
		return "unknown"
	}
	return strings.Join(parts, ", ")
}
