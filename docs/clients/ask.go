// Asks iinspect over its Unix socket with nothing but Go. The numbers come on standard input: arguments can be read by every process.
//
//	go run ask.go card SOCKET < number     go run ask.go lines SOCKET < numbers, one a line
//
// Exit code 0: answered. 1: refused with a problem, or cut off. 2: no answer. 64: called wrongly.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// For all tries together.
const deadline = 3 * time.Second

// Above BATCH_IDLE_MS, so that it is the service that says why a stream stands still.
const idle = 90 * time.Second

// refused says that the request was refused; a bad card is not refused but answered. It holds nothing that was sent.
type refused struct {
	status     int
	retryAfter time.Duration
	text       string
}

func (r refused) Error() string { return r.text }
func (r refused) mayPass() bool { return r.status == 429 || r.status == 503 }

func refusedBy(response *http.Response) error {
	var problem struct{ Code, Instance string }
	if err := json.NewDecoder(response.Body).Decode(&problem); err != nil {
		return err
	}
	seconds, err := strconv.Atoi(response.Header.Get("Retry-After"))
	if err != nil {
		seconds = 1
	}
	text := fmt.Sprintf("problem %d %s %s", response.StatusCode, problem.Code, problem.Instance)
	return refused{response.StatusCode, time.Duration(seconds) * time.Second, text}
}

// newClient makes one client for the life of the process. It hangs up before the service does (KEEP_ALIVE_TIMEOUT_MS).
func newClient(path string) *http.Client {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		var dialer net.Dialer
		return dialer.DialContext(ctx, "unix", path)
	}
	return &http.Client{Transport: &http.Transport{DialContext: dial, IdleConnTimeout: 60 * time.Second}}
}

type report struct {
	Status    string
	Brand     *struct{ ID string }
	MaskedPan *string
}

func tryOnce(ctx context.Context, client *http.Client, pan string) (report, error) {
	var answer report
	body, err := json.Marshal(map[string]string{"pan": pan})
	if err != nil {
		return answer, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://localhost/v1/cards/validate", bytes.NewReader(body))
	if err != nil {
		return answer, err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := client.Do(request)
	if err != nil {
		return answer, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return answer, refusedBy(response)
	}
	// The whole answer is read, or the connection could not be used again.
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return answer, err
	}
	err = json.Unmarshal(text, &answer)
	return answer, err
}

// pause says how long to wait before asking again, which is always safe: nothing is stored.
func pause(err error) (time.Duration, bool) {
	var no refused
	if errors.As(err, &no) {
		return no.retryAfter, no.mayPass()
	}
	// While the sidecar restarts, or has more connections to take on than it may.
	for _, passing := range []error{syscall.ENOENT, syscall.ECONNREFUSED, syscall.EAGAIN, syscall.ECONNRESET, syscall.EPIPE} {
		if errors.Is(err, passing) {
			return 100 * time.Millisecond, true
		}
	}
	return 0, false
}

func validate(client *http.Client, pan string) (report, error) {
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	for {
		answer, err := tryOnce(ctx, client, pan)
		if err == nil {
			return answer, nil
		}
		wait, mayPass := pause(err)
		// A try with less than 100 ms left would say "too late" where this one has said why.
		if until, _ := ctx.Deadline(); !mayPass || time.Now().Add(wait+100*time.Millisecond).After(until) {
			return answer, err
		}
		time.Sleep(wait)
	}
}

var errCutOff = errors.New("cut off: no summary")

// validateLines reads while the transport writes: who writes all before he reads stands still as soon as the buffers between are full.
func validateLines(client *http.Client, lines io.Reader, each func(record string)) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	watch := time.AfterFunc(idle, cancel)
	defer watch.Stop()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://localhost/v1/cards/batch", io.NopCloser(lines))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "text/plain")
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return refusedBy(response)
	}
	last := ""
	records := bufio.NewScanner(response.Body)
	for records.Scan() {
		watch.Reset(idle)
		last = records.Text()
		each(last)
	}
	if records.Err() != nil {
		return errCutOff
	}
	var summary struct{ Done bool }
	if err := json.Unmarshal([]byte(last), &summary); err != nil || !summary.Done {
		return errCutOff
	}
	return nil
}

func run(ask, path string) error {
	client := newClient(path)
	if ask == "lines" {
		return validateLines(client, os.Stdin, func(record string) { fmt.Println(record) })
	}
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	answer, err := validate(client, strings.TrimSpace(line))
	if err != nil {
		return err
	}
	brand, masked := "-", "-"
	if answer.Brand != nil {
		brand = answer.Brand.ID
	}
	if answer.MaskedPan != nil {
		masked = *answer.MaskedPan
	}
	fmt.Println(answer.Status, brand, masked)
	return nil
}

func main() {
	if len(os.Args) != 3 || (os.Args[1] != "card" && os.Args[1] != "lines") {
		fmt.Fprintln(os.Stderr, "usage: go run ask.go card|lines SOCKET")
		os.Exit(64)
	}
	err := run(os.Args[1], os.Args[2])
	var no refused
	var fault syscall.Errno
	switch {
	case err == nil:
	case errors.As(err, &no) || errors.Is(err, errCutOff):
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	case errors.Is(err, context.DeadlineExceeded):
		fmt.Fprintln(os.Stderr, "no answer: too late")
		os.Exit(2)
	case errors.As(err, &fault):
		fmt.Fprintln(os.Stderr, "no answer:", fault)
		os.Exit(2)
	default:
		// Nothing more: messages of libraries may quote what was sent.
		fmt.Fprintln(os.Stderr, "no answer")
		os.Exit(2)
	}
}
