package main

import "embed"

//go:embed all:templates all:static locales migrations
var embedded embed.FS
