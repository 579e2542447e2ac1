package handlers

import (
	"strings"
	"testing"
)

// What is wrong is found, and nothing else.
func TestFaults(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`<p id="a">1</p><div id="a"></div>`:                          `the id "a"`,
		`<label for="b">1</label>`:                                   `for="b"`,
		`<p aria-describedby="c d" id="c">1</p>`:                     `aria-describedby="d"`,
		`<a href="#e">1</a>`:                                         `href="e"`,
		`<div></p></div>`:                                            `</p> closes nothing`,
		`<section>`:                                                  `<section> is never closed`,
		`<p><ul><li>1</li></ul></p>`:                                 `<ul> stands in <p>`,
		`<ul><p>1</p></ul>`:                                          `<p> stands in <ul>`,
		`<a href="/f"><button type="submit">1</button></a>`:          `<button> stands in <a>`,
		`<button type="submit"><span tabindex="0">1</span></button>`: `<span> stands in <button>`,
		`<form><div><form></form></div></form>`:                      `<form> stands in <form>`,
		`<a href="">1</a>`:                                           `empty href`,
		`<div/>`:                                                     `closes itself`,
		`<button>1</button>`:                                         `its type`,
		`<svg><use href="/x.svg#y"/></svg><input><br>`:               ``,
		`<label for="i">1 <input id="i" type="text"></label>`:        ``,
	} {
		t.Run(body, func(t *testing.T) {
			found := strings.Join(faults("<!DOCTYPE html><body>"+body+"</body>"), "; ")
			if want == "" && found != "" || !strings.Contains(found, want) {
				t.Errorf("got %q, want %q", found, want)
			}
		})
	}
}
