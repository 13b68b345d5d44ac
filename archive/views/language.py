"""The switch in the footer: another language for this browser, and back to the page it was on."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

KEPT = timedelta(days=365)


# Without a token: it would put a cookie on every page that has the switch, and shared caches could keep none of them.
# Whoever forges the request gains that somebody reads the archive in its other language.
@csrf_exempt
@never_cache
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the choice and lead back to `next`, a path of this site; back to Chinese, nothing is kept."""
    language = request.POST.get("language")
    if language not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest()
    back = request.POST.get("next", "")
    # No host is allowed, not even our own: the form names a path.
    here = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    response = HttpResponseRedirect(back if here else "/")
    name = settings.LANGUAGE_COOKIE_NAME
    if language == settings.LANGUAGE_CODE:
        response.delete_cookie(name, samesite="Lax")
    else:
        response.set_cookie(name, language, KEPT, secure=request.is_secure(), httponly=True, samesite="Lax")
    return response
