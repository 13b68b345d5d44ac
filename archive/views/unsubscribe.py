"""The link under every digest: it ends that search's digests without an account (RFC 8058)."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from archive.models import SavedSearch

# The signature is the permission; it holds as long as SECRET_KEY does, since mails are kept for years.
_signer = Signer(salt="archive.unsubscribe")


def unsubscribe_path(saved: SavedSearch) -> str:
    """/alerts/12:XV6…/"""
    return reverse("unsubscribe", args=[_signer.sign(str(saved.pk))])


# A mail program posts without ever having asked for a token; the address itself proves that the mail was received.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Asked for it, say what would end; posted, end it. Programs that follow every link in a mail end nothing."""
    try:
        pk = int(_signer.unsign(token))
    except (BadSignature, ValueError) as error:
        raise Http404 from error
    saved = SavedSearch.objects.filter(pk=pk)
    if request.method == "POST":
        saved.update(often=SavedSearch.Often.NEVER)
    return render(request, "readers/unsubscribe.html", {"saved": saved.first(), "never": SavedSearch.Often.NEVER})
