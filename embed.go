package main

import "embed"

//go:embed all:templates all:static migrations
var embedded embed.FS
