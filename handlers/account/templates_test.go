package account

import (
	"testing"

	"televisit/web/ui/uitest"
)

func TestTemplatesFitTheirViews(t *testing.T) {
	t.Parallel()
	uitest.CheckTypes(t, accountPage, loginPage, orgsPage, setupPage, joinPage, firstPage, typedPage, codePage, secondFactorPage,
		passkeysPage, askPage, devicesPage, lockPage, signOnPage, signOnFailedPage)
}
