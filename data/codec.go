package data

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/format"
	"github.com/pierrec/lz4/v4"
)

// decompressor expands pages of any codec into a buffer of exactly the size their header gives, and never beyond it.
type decompressor struct {
	zstd *zstd.Decoder
	gzip *gzip.Reader
	brot *brotli.Reader
	in   bytes.Reader
}

var errSize = errors.New("it expands to another size than its header says: the file is corrupt")

// expand fills dst, whose length is the size to reach.
func (d *decompressor) expand(codec format.CompressionCodec, dst, src []byte) error {
	if len(dst) == 0 {
		return nil
	}
	switch codec {
	case format.Uncompressed:
		if copy(dst, src) != len(dst) {
			return errSize
		}
		return nil
	case format.Snappy:
		return expandSnappy(dst, src)
	case format.Zstd:
		return d.expandZstd(dst, src)
	case format.Gzip:
		return d.expandGzip(dst, src)
	case format.Brotli:
		return d.expandBrotli(dst, src)
	case format.Lz4Raw:
		return expandLZ4(dst, src)
	case format.Lz4:
		if err := expandHadoopLZ4(dst, src); err == nil {
			return nil
		}
		return expandLZ4(dst, src) // some writers left out Hadoop's framing
	}
	return fmt.Errorf("it is compressed with %s, which is not supported: write it with zstd or snappy", codec)
}

func expandSnappy(dst, src []byte) error {
	if n, err := snappy.DecodedLen(src); err != nil || n != len(dst) {
		return errSize
	}
	_, err := snappy.Decode(dst, src)
	return err
}

func (d *decompressor) expandZstd(dst, src []byte) error {
	if d.zstd == nil {
		var err error
		d.zstd, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecodeAllCapLimit(true), zstd.WithDecoderMaxMemory(maxPage))
		if err != nil {
			return err
		}
	}
	out, err := d.zstd.DecodeAll(src, dst[:0:len(dst)])
	if err == nil && len(out) != len(dst) {
		return errSize
	}
	return err
}

func (d *decompressor) expandGzip(dst, src []byte) error {
	d.in.Reset(src)
	var err error
	if d.gzip == nil {
		d.gzip, err = gzip.NewReader(&d.in)
	} else {
		err = d.gzip.Reset(&d.in)
	}
	if err != nil {
		d.gzip = nil
		return err
	}
	return fill(dst, d.gzip)
}

func (d *decompressor) expandBrotli(dst, src []byte) error {
	d.in.Reset(src)
	if d.brot == nil {
		d.brot = brotli.NewReader(&d.in)
	} else if err := d.brot.Reset(&d.in); err != nil {
		return err
	}
	return fill(dst, d.brot)
}

// fill reads dst full and expects the end there.
func fill(dst []byte, r io.Reader) error {
	if _, err := io.ReadFull(r, dst); err != nil {
		return err
	}
	var more [1]byte
	if n, err := io.ReadFull(r, more[:]); n > 0 || err != io.EOF {
		return errSize
	}
	return nil
}

func expandLZ4(dst, src []byte) error {
	n, err := lz4.UncompressBlock(src, dst)
	if err != nil || n != len(dst) {
		return errSize
	}
	return nil
}

// expandHadoopLZ4 undoes the framing of Hadoop's codec: blocks, each with its expanded and its compressed size before it.
func expandHadoopLZ4(dst, src []byte) error {
	for len(dst) > 0 {
		if len(src) < 8 {
			return errSize
		}
		size, n := int64(binary.BigEndian.Uint32(src)), int64(binary.BigEndian.Uint32(src[4:]))
		src = src[8:]
		if size > int64(len(dst)) || n > int64(len(src)) {
			return errSize
		}
		if err := expandLZ4(dst[:size], src[:n]); err != nil {
			return err
		}
		dst, src = dst[size:], src[n:]
	}
	return nil
}
