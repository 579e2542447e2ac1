package web

import (
	"encoding/csv"
	"mime"
	"net/http"
	"strings"
	"time"
)

// utf8Mark lets spreadsheets read a file as the UTF-8 that it is.
const utf8Mark = "\ufeff"

// rowsTime is how long a browser may take for what is flushed at once.
const rowsTime = 30 * time.Second

// A CSV is a table on its way to a spreadsheet, as RFC 4180 has it.
type CSV struct {
	rows  *csv.Writer
	flush func()
}

// DownloadCSV answers with a table of any size, which the browser keeps under name: that
// says nothing of a person. An error of write is returned as long as nothing was sent;
// later the answer breaks off, so that no browser takes a part for the whole.
func (r *Request) DownloadCSV(w http.ResponseWriter, name string, write func(*CSV) error) error {
	sent := &lateWriter{w: w, name: name}
	file := &CSV{csv.NewWriter(sent), func() {
		control := http.NewResponseController(w)
		_ = control.SetWriteDeadline(r.Now().Add(rowsTime)) // where there is no deadline none is moved
		_ = control.Flush()
	}}
	file.rows.UseCRLF = true
	err := write(file)
	if err == nil {
		err = file.Flush()
	}
	if err != nil && sent.begun {
		r.LogError("download", err)
		panic(http.ErrAbortHandler)
	}
	return err
}

// Row adds a row, none of whose cells a spreadsheet takes for a formula.
func (c *CSV) Row(fields []string) error {
	plain := make([]string, len(fields))
	for i, text := range fields {
		plain[i] = plainCell(text)
	}
	return c.rows.Write(plain)
}

// Flush lets the browser have what there is.
func (c *CSV) Flush() error {
	c.rows.Flush()
	c.flush()
	return c.rows.Error()
}

// A lateWriter begins the answer when there is something to send.
type lateWriter struct {
	w     http.ResponseWriter
	name  string
	begun bool
}

func (l *lateWriter) Write(b []byte) (int, error) {
	if !l.begun {
		l.begun = true
		h := l.w.Header()
		h.Set("Content-Type", "text/csv; charset=utf-8")
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": l.name}))
		if _, err := l.w.Write([]byte(utf8Mark)); err != nil {
			return 0, err
		}
	}
	return l.w.Write(b)
}

// plainCell returns text so that no spreadsheet takes it for a formula: what
// begins like one begins with an apostrophe. So do phone numbers with a plus,
// which would be sums. What is not text is marked: once the writer has left out a
// carriage return, its rest could be.
func plainCell(text string) string {
	text = strings.ToValidUTF8(text, "\ufffd")
	if strings.IndexAny(text, "=+-@\t\r\n＝＋－＠") == 0 {
		return "'" + text
	}
	return text
}
