#!/bin/sh
# After the files are there: "configure" and the version before, of a deb; 1, or 2 for an upgrade, of an rpm.
# DPKG_ROOT is the system that a deb is installed into, where it is another than this one.
set -e
root=${DPKG_ROOT:-}
case "$1" in configure | 1 | 2) ;; *) exit 0 ;; esac

if command -v systemd-sysusers >/dev/null; then
	systemd-sysusers --root="$root/" televisit.conf
	systemd-tmpfiles --root="$root/" --create televisit.conf
fi
# The settings may come to hold a password. Who gave them to another group keeps that.
group=$(sed -n 's/^televisit:[^:]*:\([0-9]*\):.*/\1/p' "$root/etc/group" 2>/dev/null) || true
if [ -n "$group" ] && [ "$(stat -c %g "$root/etc/televisit.env")" = 0 ]; then
	chgrp "$group" "$root/etc/televisit.env"
fi

command -v systemctl >/dev/null || exit 0
first=
if [ "$1" = 1 ] || { [ "$1" = configure ] && [ -z "$2" ]; }; then first=yes; fi
# Enabled once: who disables it later is not overruled by an upgrade.
if [ -n "$first" ]; then systemctl --root="$root/" enable televisit.service; fi

if [ -n "$root" ] || ! [ -d /run/systemd/system ]; then exit 0; fi
systemctl daemon-reload
if [ -n "$first" ] || { [ "$1" = configure ] && systemctl is-enabled --quiet televisit.service; }; then
	systemctl restart televisit.service || echo "Televisit did not start: journalctl -u televisit says why." >&2
else
	systemctl try-restart televisit.service || echo "Televisit did not start again: journalctl -u televisit says why." >&2
fi
if [ -n "$first" ]; then echo "The link to set up the practice: journalctl -u televisit | grep setup"; fi
