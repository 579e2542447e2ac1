package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// A configFile is what a file of KEY=VALUE lines sets, by the names of the
// environment.
type configFile map[string]string

// readConfig reads KEY=VALUE lines. Empty lines and those that begin with #
// say nothing; a value may stand in double quotes.
func readConfig(r io.Reader) (kong.Resolver, error) {
	c := configFile{}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if key = strings.TrimSpace(key); !ok || key == "" {
			return nil, fmt.Errorf("configuration file, line %d: not KEY=VALUE", n)
		}
		if _, twice := c[key]; twice {
			return nil, fmt.Errorf("configuration file, line %d: %s is set twice", n, key)
		}
		value = strings.TrimSpace(value)
		if len(value) > 1 && value[0] == '"' && value[len(value)-1] == '"' {
			value = value[1 : len(value)-1]
		}
		c[key] = value
	}
	return c, lines.Err()
}

// Validate refuses keys that set nothing: they are misspelt.
func (c configFile) Validate(app *kong.Application) error {
	var known []string
	_ = kong.Visit(app, func(node kong.Visitable, next kong.Next) error { // never fails, as next does not
		if flag, ok := node.(*kong.Flag); ok {
			known = append(known, flag.Envs...)
		}
		return next(nil)
	})
	for key := range c {
		if !slices.Contains(known, key) {
			return fmt.Errorf("configuration file: there is no setting %s", key)
		}
	}
	return nil
}

// Resolve returns what the file says about flag, unless the environment does.
func (c configFile) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	for _, name := range flag.Envs {
		if _, set := os.LookupEnv(name); set {
			return nil, nil
		}
		if value, ok := c[name]; ok {
			return value, nil
		}
	}
	return nil, nil
}
