"""The billing run in the window: choose, rehearse, post, print, and the history of runs with taking one back.

``screens`` has ``BillingScreens``, which bootstrap makes once. ``rows`` are the lines of a rehearsal, made in a worker;
``columns`` say how they are listed; ``view`` is the page and decides nothing; ``presenter`` runs it; ``history`` lists the
runs. What is billed and why belongs to ``app.services.billing``.
"""
