package store

import (
	"encoding/binary"
	"fmt"
	"os"
	"sync/atomic"
	"syscall"
	"unsafe"
)

// A logIndex is the beginning of the index of the write-ahead log, memory that
// all processes share which have the database open
// (https://sqlite.org/walformat.html, 2.1).
type logIndex []byte

// Where the index says what, and of which kind of index that is known.
const (
	indexVersion = 3007000 // bytes 0 to 3
	indexCommits = 8       // to 11
	indexReady   = 12      // 1 when it is filled
	indexHeader  = 48
)

// openIndex returns the index of the database at path, which somebody has to
// have read. The file is to stay open longer than all connections: where locks
// are the process's, closing it would give up theirs.
func openIndex(path string) (logIndex, *os.File, error) {
	file, err := os.Open(path + "-shm")
	if err != nil {
		return nil, nil, err
	}
	index, err := syscall.Mmap(int(file.Fd()), 0, indexHeader, syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return nil, file, fmt.Errorf("map %s: %w", file.Name(), err)
	}
	if version := binary.NativeEndian.Uint32(index); version != indexVersion || index[indexReady] != 1 {
		_ = syscall.Munmap(index) // nothing was made of it
		return nil, file, fmt.Errorf("%s is of version %d, not %d", file.Name(), version, indexVersion)
	}
	return index, file, nil
}

// commits returns the counter of commits, which goes round after four billion.
func (i logIndex) commits() uint32 {
	return atomic.LoadUint32((*uint32)(unsafe.Pointer(&i[indexCommits]))) // others write there meanwhile
}

func (i logIndex) close() error { return syscall.Munmap(i) }
