"""Names, streets and trades of the sample company's customers. Data only; nobody in here exists."""

from __future__ import annotations

FIRST = (
    "Denise", "Marcus", "Ana", "Lucía", "Vincent", "Priya", "Tomás", "Ingrid", "Samuel", "Beatriz", "Owen", "Hannah", "Diego",
    "Maren", "Elijah", "Sofía", "Walter", "Noor", "Patrick", "Renée", "Caleb", "Yuki", "Harriet", "Miguel", "Astrid", "Leon",
    "Fatima", "George", "Zoë", "Anders", "Camila", "Ruth", "Desmond", "Ingeborg", "Raúl", "Margaret", "Theo", "Nguyễn", "Clara",
    "Józef", "Imogen", "Hassan", "Lena", "Bruno", "Adaeze", "Frank", "Mireille", "Oskar", "Teresa", "Kwame",
)  # fmt: skip

LAST = (
    "Hartwell", "Hernández", "Ho", "Olsen", "Okafor", "Whitfield", "Lindqvist", "Castillo", "Byrne", "Novak", "Delgado",
    "Fischer",
    "Abbott", "Muñoz", "Sørensen", "Ramírez", "Keller", "O’Brien", "Vance", "Ferreira", "Łukasik", "Trần", "Gallagher",
    "Peña", "Boucher",
    "Iverson", "Nakamura", "Quigley", "Rahman", "Svensson", "Thibault", "Underwood", "Villanueva", "Walsh", "Yilmaz",
    "Zapata", "Brandt", "Carmody", "Dufresne", "Ekström", "Farrow", "Goodwin", "Haugen", "Ibarra", "Jensen", "Kowalski",
    "Larsen",
    "Mercer", "Nyström", "Ortega",
)  # fmt: skip

BUSINESSES = (
    "Harbor Light Marina", "Hassan & Sons Bakery", "Hayes Elementary School", "Hillcrest Apartments", "Holloway Dental",
    "Hummingbird Café", "Lakeside Veterinary Clinic", "North Shore Brewing", "Canal Park Hotel", "Superior Street Books",
    "Aerial Lift Coffee", "Lincoln Park Community Center", "St. Scholastica Chapel", "Iron Range Credit Union",
    "Pike Lake Auto", "Two Harbors Cannery", "Glensheen Gardens", "Skyline Bowling", "Enger Tower Florist", "Bayfront Rentals",
    "Piedmont Laundry", "Chester Creek Apartments", "Lester River Lodge", "Brighton Beach Motel", "Fitger’s Annex",
    "Denfeld Hardware", "Proctor Rail Museum", "Hermantown Storage", "Spirit Valley Grocers", "Morgan Park Clinic",
    "Woodland Day Care", "Kenwood Dry Cleaning", "Congdon Law Offices", "Endion Station Inn", "Zenith City Press",
    "Gary New Duluth Fire Hall", "Park Point Sailing Club", "Rice’s Point Grain", "Observation Hill Studios", "West End Bikes",
)  # fmt: skip

STREETS = (
    "Superior Street", "Canal Street", "Woodland Avenue", "London Road", "Grand Avenue", "Skyline Parkway", "Lake Avenue",
    "Michigan Street", "Mesaba Avenue", "Arrowhead Road", "Calvary Road", "Minnesota Avenue", "Oneota Street", "Haines Road",
)  # fmt: skip

TOWNS = (
    ("Duluth", "MN", "55802"), ("Duluth", "MN", "55803"), ("Duluth", "MN", "55804"), ("Duluth", "MN", "55805"),
    ("Duluth", "MN", "55812"), ("Hermantown", "MN", "55811"), ("Two Harbors", "MN", "55616"), ("Superior", "WI", "54880"),
    ("Proctor", "MN", "55810"), ("Cloquet", "MN", "55720"),
)  # fmt: skip

MANAGERS = ("R. Okafor", "J. Lindqvist", "M. Castillo")
TAGS = ("newsletter", "key on file", "dog in yard", "senior", "gate code", "emergency list", "slow payer", "vip")

# What is done, at what price in cents, and whether sales tax is due on it.
WORK = (
    ("Furnace tune-up", 18_900, False),
    ("Filter change", 6_425, True),
    ("Annual safety inspection", 18_000, False),
    ("Compressor replacement", 231_550, True),
    ("Emergency call-out", 24_500, False),
    ("Drain cleaning", 16_500, False),
    ("Water heater flush", 13_900, False),
    ("Thermostat installation", 28_750, True),
    ("Duct cleaning", 42_000, False),
    ("Gas line repair", 57_320, True),
    ("Sump pump replacement", 64_980, True),
    ("Pump-out", 48_000, False),
)

NOTES = (
    "Call before arriving; the side door sticks.",
    "Prefers e-mail over phone. Pays on the first of the month.",
    "Asked for one statement for all sites.",
    "Boiler is from 1998; quote a replacement before winter.",
    "Promised to pay by Friday; check again on Monday.",
    "New owner since spring; keep the old account number on the letterhead.",
)
