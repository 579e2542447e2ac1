package patients

import (
	"testing"

	"televisit/web/ui/uitest"
)

func TestTemplatesFitTheirViews(t *testing.T) {
	t.Parallel()
	uitest.CheckTypes(t, listPage, foundPart, patientPage, patientFormPage, mergePage)
}
