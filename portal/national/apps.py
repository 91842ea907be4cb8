"""Django's registration of the exchange with the national portal."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NationalConfig(AppConfig):
    """The app of the exchange with the national portal; it stands on dossiers and on all beneath them."""

    name = "portal.national"
    label = "national"
    verbose_name = _("Liên thông Cổng Dịch vụ công quốc gia")

    def ready(self) -> None:
        """Open the channel and hear of moves; only now, since both ask models."""
        # Models do not exist while apps load.
        from dossiers import followed_elsewhere, hooks, papers_elsewhere  # noqa: PLC0415 - as said
        from hotline import hooks as hotline_hooks  # noqa: PLC0415 - as above
        from portal.national import citizen_words, menus  # noqa: PLC0415 - as above
        from portal.national.channel import NationalChannel  # noqa: PLC0415 - as above
        from portal.national.feedback.channel import FeedbackChannel  # noqa: PLC0415 - as above
        from portal.national.feedback.telling import tell_act  # noqa: PLC0415 - as above
        from portal.national.results_store import giving  # noqa: PLC0415 - as above
        from portal.national.results_store.offers import STORE  # noqa: PLC0415 - as above
        from portal.national.telling import tell_move  # noqa: PLC0415 - as above
        from portal.outbox.drivers import registry  # noqa: PLC0415 - as above

        menus.offer()
        registry.register(NationalChannel())
        registry.register(FeedbackChannel())
        registry.register(giving.ResultsChannel())
        hooks.register("national", tell_move)
        hooks.register("results-store", giving.tell_move)
        hotline_hooks.register("national", tell_act)
        followed_elsewhere.register("national", citizen_words.say)
        papers_elsewhere.register("results-store", STORE)
