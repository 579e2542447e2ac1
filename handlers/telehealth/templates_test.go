package telehealth

import (
	"testing"

	"televisit/web/ui/uitest"
)

func TestTemplatesFitTheirViews(t *testing.T) {
	t.Parallel()
	uitest.CheckTypes(t, cardPart, rowPart, sessionsPage, listPart, movePage, movePart, movedPart, conflictPart, sessionPage, sessionPart,
		deletedPage)
}
