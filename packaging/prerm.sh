#!/bin/sh
# Before the files go: "remove" of a deb, 0 of an rpm. An upgrade goes on until the new program is there.
set -e
case "$1" in remove | 0) ;; *) exit 0 ;; esac
if [ -z "${DPKG_ROOT:-}" ] && [ -d /run/systemd/system ]; then systemctl stop televisit.service || true; fi
