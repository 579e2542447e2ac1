package admin

import (
	"testing"

	"televisit/web/ui/uitest"
)

func TestTemplatesFitTheirViews(t *testing.T) {
	t.Parallel()
	uitest.CheckTypes(t, peoplePage, rolesPage, rolePage, newRolePage, consentPage, consentTextPage, personPage, settingsPage)
	uitest.CheckTypes(t, platformsPage, kindsPage, platformPage, webhooksPage, webhookPage, trailPage, signOnPage, healthPage)
}
