#!/bin/sh
# After the files are gone: "purge" of a deb, 0 of an rpm. What patients told is never deleted on the way.
set -e
root=${DPKG_ROOT:-}
if [ -z "$root" ] && [ -d /run/systemd/system ]; then systemctl daemon-reload || true; fi
case "$1" in purge | 0) ;; *) exit 0 ;; esac
rm -f "$root/etc/systemd/system/multi-user.target.wants/televisit.service"
if [ -d "$root/var/lib/televisit" ]; then
	echo "The practice's data stay in /var/lib/televisit, and so does the user they belong to: rm -r /var/lib/televisit deletes them."
fi
