package e2e

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
)

// A contactSheet is many pictures on one.
type contactSheet struct {
	columns, shrink int // how many side by side, and how many dots become one
	pictures        []image.Image
}

// add adds a picture of the window.
func (s *contactSheet) add(p *person) {
	p.t.Helper()
	shot, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		p.t.Fatal(err)
	}
	s.pictures = append(s.pictures, shrunk(picture, s.shrink))
}

// shrunk returns m with the mean of by × by dots for each of its own.
func shrunk(m image.Image, by int) image.Image {
	out := image.NewRGBA(image.Rect(0, 0, m.Bounds().Dx()/by, m.Bounds().Dy()/by))
	dots := uint32(by * by * 0x101)
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			var r, g, b uint32
			for i := range by * by {
				dr, dg, db, _ := m.At(x*by+i%by, y*by+i/by).RGBA()
				r, g, b = r+dr, g+dg, b+db
			}
			out.SetRGBA(x, y, color.RGBA{uint8(r / dots), uint8(g / dots), uint8(b / dots), 0xff})
		}
	}
	return out
}

// spacing is how many dots lie between two pictures.
const spacing = 8

// write writes the sheet, in the colours that are the most frequent in it.
func (s *contactSheet) write(t *testing.T, path string) {
	t.Helper()
	size := s.pictures[0].Bounds().Size().Add(image.Pt(spacing, spacing))
	rows := (len(s.pictures) + s.columns - 1) / s.columns
	all := image.NewRGBA(image.Rect(0, 0, s.columns*size.X+spacing, rows*size.Y+spacing))
	draw.Draw(all, all.Rect, image.NewUniform(color.Gray{0x80}), image.Point{}, draw.Src)
	for i, m := range s.pictures {
		at := image.Pt(spacing+i%s.columns*size.X, spacing+i/s.columns*size.Y)
		draw.Draw(all, m.Bounds().Add(at), m, image.Point{}, draw.Src)
	}
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&b, paletted(all)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// paletted returns m in 256 colours: pages have few, and letters shades of
// them.
func paletted(m *image.RGBA) *image.Paletted {
	count := map[color.RGBA]int{}
	for i := 0; i < len(m.Pix); i += 4 {
		count[dot(m, i)]++
	}
	most := slices.SortedFunc(maps.Keys(count), func(a, b color.RGBA) int { return cmp.Compare(count[b], count[a]) })
	out := image.NewPaletted(m.Rect, nil)
	for _, c := range most[:min(256, len(most))] {
		out.Palette = append(out.Palette, c)
	}
	nearest := map[color.RGBA]uint8{}
	for _, c := range most {
		nearest[c] = uint8(out.Palette.Index(c))
	}
	for i := range out.Pix {
		out.Pix[i] = nearest[dot(m, i*4)]
	}
	return out
}

// dot returns the colour at an index, coarse enough that shades of the same
// fall together.
func dot(m *image.RGBA, i int) color.RGBA {
	const coarse = 0xfc
	return color.RGBA{m.Pix[i] & coarse, m.Pix[i+1] & coarse, m.Pix[i+2] & coarse, 0xff}
}
