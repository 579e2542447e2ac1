package reports

import (
	"testing"

	"televisit/web/ui/uitest"
)

func TestTemplatesFitTheirViews(t *testing.T) {
	t.Parallel()
	uitest.CheckTypes(t, reportsPage)
}
