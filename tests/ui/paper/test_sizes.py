"""A window opens as large as it was left."""


def test_a_preview_opens_as_large_as_the_last_one_was_left(counter):
    window = counter.room.print_invoices([counter.invoices["10001"]])
    counter.wait()
    window.resize(700, 640)
    window.close()
    counter.wait()
    again = counter.room.print_invoices([counter.invoices["10001"]])
    counter.wait()
    assert (again.width(), again.height()) == (700, 640)


def test_sizes_that_make_no_sense_are_not_believed(counter):
    counter.session.settings.put("size.paper", ["wide", -4])
    window = counter.room.print_invoices([counter.invoices["10001"]])
    counter.wait()
    assert (window.width(), window.height()) == (920, 980)
