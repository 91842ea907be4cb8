"""Results that go by post (NĐ 61/2018 Đ20, QĐ 45/2016/QĐ-TTg): ordered, followed, and decided about when they fail."""
