"""x"""

from django.http import HttpResponse


def verify(request):
    return HttpResponse()


def verified(request, code):
    return HttpResponse()
