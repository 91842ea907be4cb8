"""Django's registration of the connections with other systems."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeersConfig(AppConfig):
    """The app of connections with other systems; it stands on dossiers and on all beneath them."""

    name = "portal.peers"
    label = "peers"
    verbose_name = _("Kết nối với hệ thống khác")

    def ready(self) -> None:
        """Open the channel and hear of moves; only now, since both ask models."""
        from dossiers import hooks, results_by_post  # noqa: PLC0415 - models do not exist while apps load
        from portal.outbox.drivers import registry  # noqa: PLC0415 - as above
        from portal.peers import menus  # noqa: PLC0415 - as above
        from portal.peers.channel import PeerChannel  # noqa: PLC0415 - as above
        from portal.peers.postal import citizen_words  # noqa: PLC0415 - as above
        from portal.peers.telling import tell_move  # noqa: PLC0415 - as above

        menus.offer()
        registry.register(PeerChannel())
        hooks.register("peers", tell_move)
        results_by_post.register("peers", citizen_words.say)
