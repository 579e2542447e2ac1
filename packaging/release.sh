#!/bin/sh
# Makes dist/ of the commit that is checked out: archives, packages, SBOMs, checksums. All of it is made twice, in
# directories of other names, and has to be the same to the bit.
#
# The version is the tag of the commit; without one it is the pseudo-version that Go gives it.
set -eu
nfpm=github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.44.1
cyclonedx=github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0
targets="linux/amd64 linux/arm64 darwin/arm64"

cd "$(dirname "$0")/.."
test -z "$(git status --porcelain)" || echo "What is not committed is left out." >&2
GOTOOLCHAIN=go$(go list -m -f '{{.GoVersion}}') # another compiler makes other bits
commit=$(git rev-parse HEAD) # whoever commits meanwhile changes nothing here
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct "$commit")
LC_ALL=C TZ=UTC
export GOTOOLCHAIN SOURCE_DATE_EPOCH LC_ALL TZ
umask 022
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# archive OUT puts the program of the target, and what explains it, into one file.
archive() {
	tar --create --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" --mode=go=rX \
		-C "$bin" televisit -C "$PWD" LICENSE README.md CHANGELOG.md SECURITY.md | gzip -n9 >"$1"
}

# make_all OUT makes everything from the clone in the working directory.
make_all() {
	for target in $targets; do
		GOOS=${target%/*} GOARCH=${target#*/} bin=../bin/$target
		export GOARCH
		mkdir -p "$bin"
		CGO_ENABLED=0 GOOS=$GOOS go build -trimpath -buildvcs=true -ldflags '-s -w -buildid=' -o "$bin/televisit" .
		tag=$(go version -m "$bin/televisit" | awk '$1 == "mod" {print $3}')
		name=televisit_${tag#v}_${GOOS}_$GOARCH
		archive "$1/$name.tar.gz"
		GOARCH='' go run "$cyclonedx" bin -json -std -noserial -notimestamp -version "$tag" -output "$1/$name.cdx.json" "$bin/televisit"
		test "$GOOS" = linux || continue
		for kind in deb rpm; do
			VERSION=$tag PROGRAM=$bin/televisit "$work/nfpm" package -f packaging/nfpm.yaml -p "$kind" -t "$1"
		done
	done
	(cd "$1" && sha256sum -- * >SHA256SUMS)
}

GOBIN=$work go install "$nfpm"
for at in one/src another/directory/src; do
	git clone --quiet --no-checkout . "$work/$at"
	git -C "$work/$at" checkout --quiet --detach "$commit"
	mkdir "$work/$at/../out"
	(cd "$work/$at" && make_all "$(cd ../out && pwd)")
done
diff "$work/one/out/SHA256SUMS" "$work/another/directory/out/SHA256SUMS" || {
	echo "Built twice, and not the same: see the lines above." >&2
	exit 1
}
rm -rf dist
cp -r "$work/one/out" dist
cat dist/SHA256SUMS
