"""Names for places that do not exist, checked by eye against British counties and forces."""

from __future__ import annotations

COUNTIES: tuple[str, ...] = (
    "Westmarch", "Aldermoor", "Brackenvale", "Carrowdale", "Dunfold", "Elmerside", "Fennimore",
    "Glasswater", "Harrowfen", "Inglemere", "Juniperdale", "Kestrelby", "Larkmoor", "Mosswold",
    "Netherhame", "Oakenholt", "Pellbrook", "Quarrendale", "Rooksmoor", "Silverfen", "Thistlemark",
    "Umberdale", "Vanewold", "Willowfold", "Yarrowmere", "Zennorby", "Ambermarsh", "Birchenlea",
    "Copperwold", "Dovermere", "Emberley Vale", "Foxenshaw", "Greywold", "Heronmarsh", "Ironmere",
    "Kingsfern", "Lindenfold", "Millenby", "Northmarch", "Otterwold", "Plovermoor", "Ravensfold",
    "Sedgemark", "Tamberdale", "Upperfern", "Wrenmoor", "Winterfold", "Yewmarsh",
)  # fmt: skip
"""The first is the county of the demonstration; the order is part of what a seed means."""

DISTRICT_FIRST: tuple[str, ...] = (
    "Alder", "Hollin", "Salt", "Thorn", "Marl", "Fern", "Crane", "Wick", "Stone", "Heath", "Lin", "Bram",
)  # fmt: skip
DISTRICT_LAST: tuple[str, ...] = ("beck", " Vale", "mere", "moor", "holm", "ridge", "combe", "stow")

STREET_FIRST: tuple[str, ...] = (
    "Acorn", "Almond", "Anvil", "Barley", "Beacon", "Bellringer", "Bracken", "Bramble", "Candle", "Carter",
    "Cobbler", "Cooper", "Copper", "Cornmill", "Cowslip", "Crabtree", "Damson", "Dapple", "Dovecote",
    "Drover", "Falcon", "Farrier", "Ferryman", "Flint", "Foxglove", "Furlong", "Gorse", "Granary",
    "Harebell", "Hayloft", "Heron", "Hopfield", "Juniper", "Kiln", "Lantern", "Lapwing", "Linnet",
    "Maltings", "Meadowsweet", "Miller", "Nightjar", "Oatfield", "Orchard", "Osier", "Partridge", "Pebble",
    "Plumtree", "Potter", "Quince", "Ropewalk", "Saddler", "Sandpiper", "Shepherd", "Skylark", "Sorrel",
    "St Brannoc'S", "Teasel", "Thimble", "Wagon", "Weaver",
)  # fmt: skip
STREET_LAST: tuple[str, ...] = (
    "Street", "Road", "Close", "Lane", "Avenue", "Drive", "Way", "Court", "Gardens", "Place", "Walk",
    "Green", "Rise", "Crescent",
)  # fmt: skip

WARD_FIRST: tuple[str, ...] = tuple(name for name in STREET_FIRST if " " not in name)
WARD_LAST: tuple[str, ...] = ("Hill", "Cross", "Green", "End", "Bridge", "Fields", "Corner", "Heath")

RETAIL_SPOTS: tuple[str, ...] = ("Supermarket", "Shopping Area", "Parking Area", "Petrol Station")
NIGHT_SPOTS: tuple[str, ...] = ("Nightclub", "Pedestrian Subway", "Bus/Coach Station")
OPEN_SPOTS: tuple[str, ...] = ("Park/Open Space", "Sports/Recreation Area", "Police Station", "Hospital")

AWKWARD_SPOTS: tuple[str, ...] = (
    "Mercer, Weir Lane",
    'The "Old Ferry" Wharf',
    "The Drive, Osier Lane",
    'Kiln "B", Brickfields',
)
"""Commas and quotation marks, which the publisher's files do hold."""

NEIGHBOUR = "Ferrow, Crale and Stoke"
"""A neighbouring authority whose name holds a comma, so that LSOA names must be quoted."""

GENERATED = "(generated)"
"""The mark on every name of a body or authority that has room for it."""
