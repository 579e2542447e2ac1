// Command bare is the least that net/http can do: one answer, again and
// again. The product is measured beside it.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
)

// It is called with a status and, if the answer has a body, a content type and
// a file. It prints where it listens and stops when it is killed.
func main() {
	if err := serve(os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}

func serve(args []string) error {
	status, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	var kind string
	var body []byte
	if len(args) == 3 {
		kind = args[1]
		if body, err = os.ReadFile(args[2]); err != nil {
			return err
		}
	}
	length := strconv.Itoa(len(body))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("listening on http://%s\n", l.Addr())
	return http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if kind != "" {
			w.Header().Set("Content-Type", kind)
			w.Header().Set("Content-Length", length)
		}
		w.WriteHeader(status)
		_, _ = w.Write(body) // the reader is gone; there is nobody to tell
	}))
}
