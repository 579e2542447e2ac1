package account

import (
	"image/color"
	"net/url"
	"strconv"

	"github.com/boombuler/barcode/qr"
)

// qrView is account/qr: a QR code as the outline of its dark squares.
type qrView struct {
	Size int // in squares, with the light border that readers need
	Path string
}

// qrBorder is how many squares are light around it (ISO 18004).
const qrBorder = 4

// qrOf returns text as a QR code.
func qrOf(text string) (qrView, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return qrView{}, err
	}
	squares, path := code.Bounds().Dx(), []byte(nil)
	for y := range squares {
		for x := range squares {
			if code.At(x, y) == color.Color(color.Black) {
				path = strconv.AppendInt(append(path, 'M'), int64(x+qrBorder), 10)
				path = strconv.AppendInt(append(path, ' '), int64(y+qrBorder), 10)
				path = append(path, "h1v1h-1z"...)
			}
		}
	}
	return qrView{squares + 2*qrBorder, string(path)}, nil
}

// appURL is what an authenticator app reads from a QR code: whose secret it is, in the
// form that all of them know.
func appURL(email, secret string) string {
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/Televisit:" + email,
		RawQuery: url.Values{"secret": {secret}, "issuer": {"Televisit"}}.Encode()}
	return u.String()
}
