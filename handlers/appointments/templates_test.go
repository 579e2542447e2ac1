package appointments

import (
	"testing"

	"televisit/web/ui/uitest"
)

func TestTemplatesFitTheirViews(t *testing.T) {
	t.Parallel()
	uitest.CheckTypes(t, cancelPage, cancelDialog, dayPage, sheetPage, bookingPage, patientPickPart, freePart)
}
