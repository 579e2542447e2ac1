package ui_test

import (
	"testing"

	"televisit/web/ui"
	"televisit/web/ui/uitest"
)

func TestTemplatesFitTheirViews(t *testing.T) {
	t.Parallel()
	uitest.CheckTypes(t, ui.ErrorPage, ui.FaultPart)
}
