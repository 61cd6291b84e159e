"""Names and phrases from which the sample newspaper is put together."""

from __future__ import annotations

from typing import Final

SECTIONS: Final = (
    ("Region", (178, 34, 34)),
    ("Politik", (25, 25, 112)),
    ("Wirtschaft", (47, 79, 79)),
    ("Kultur", (128, 0, 128)),
    ("Sport", (0, 100, 0)),
    ("Wissen", (0, 128, 128)),
    ("Reisen", (210, 105, 30)),
    ("Meinung", (105, 105, 105)),
)

FIRST_NAMES: Final = (
    "Anna",
    "Bruno",
    "Céline",
    "Daniela",
    "Émile",
    "Franziska",
    "Güney",
    "Hélène",
    "Ivo",
    "Jörg",
    "Käthe",
    "Livia",
    "Márton",
    "Noëlle",
    "Oğuz",
    "Priska",
    "Raphaël",
    "Søren",
    "Ursina",
    "Vreni",
    "Wanda",
    "Xavier",
    "Yaëlle",
    "Zoé",
)

LAST_NAMES: Final = (
    "Aebischer",
    "Brändli",
    "Caflisch",
    "Dübendorfer",
    "Egger",
    "Favre",
    "Gnädinger",
    "Hürlimann",
    "Inäbnit",
    "Jäggi",
    "Künzli",
    "Lüthi",
    "Müller",
    "Nägeli",
    "O'Neill",
    "Perrin",
    "Quadri",
    "Rüegg",
    "Schönenberger",
    "Tschudi",
    "Unternährer",
    "Völlmy",
    "Wüthrich",
    "Zgraggen",
)

LANGUAGES: Final = ("de", "fr", "it", "rm", "en", "tr", "hu")

PLACES: Final = (
    ("Bern", 46.9481, 7.4474, 540),
    ("Chur", 46.8499, 9.5329, 593),
    ("Genève", 46.2044, 6.1432, 375),
    ("Kaltbrunn", 47.2136, 9.0264, 433),
    ("Locarno", 46.1712, 8.7995, 200),
    ("Neuchâtel", 46.99, 6.9293, 430),
    ("St. Gallen", 47.4245, 9.3767, 675),
    ("Zermatt", 46.0207, 7.7491, 1608),
    ("Zürich", 47.3769, 8.5417, 408),
    ("Rotterdam Hafen", 51.885, 4.2867, -2),
)

SUBJECTS: Final = (
    "Die neue Seilbahn",
    "Das alte Schulhaus",
    "Der Stadtrat",
    "Ein Fährmann",
    "Die Käserei",
    "Das Orchester",
    "Der Nachtzug",
    "Ein vergessener Garten",
    "Die Glasbläserin",
    "Das Wasserkraftwerk",
    "Der Wochenmarkt",
    "Eine Bergführerin",
    "Die Universität",
    "Der FC",
    "Das Freibad",
    "Die Bibliothek",
)

HAPPENINGS: Final = (
    "öffnet nach zwölf Jahren wieder",
    "sucht dringend Nachwuchs",
    "überrascht mit klaren Zahlen",
    "bleibt bis auf Weiteres zu",
    "feiert ein stilles Jubiläum",
    "streitet über drei Stühle",
    "gewinnt in der letzten Minute",
    "wächst schneller als geplant",
    "zieht ans andere Ufer",
    "spart am falschen Ort",
)

SENTENCES: Final = (
    "Am frühen Morgen ist der Platz noch leer, nur die Straßenkehrer sind schon da.",
    "«Wir haben lange genug gewartet», sagt die Präsidentin und faltet den Brief zusammen.",
    "Les chiffres publiés jeudi confirment ce que beaucoup devinaient depuis l'été.",
    "Whether the plan survives the winter is a question nobody in the room wants to answer.",
    "Die Kosten liegen bei 4,2 Millionen Franken, 15 % über dem Voranschlag.",
    "Nella valle si parla d'altro: della neve, che quest'anno è arrivata tardi.",
    "Zwischen Gleis 3 & Gleis 4 steht seit Mai eine Bank mit der Aufschrift <reserviert>.",
    "Il lavoro continua; ir avant è pli grev che cumenzar.",
    "Wer genau hinhört, erkennt im Rauschen noch die Glocke von St. Jakob. 🔔",
    "Das Protokoll der Sitzung umfasst elf Seiten, die Abstimmung dauerte keine Minute.",
    "Früher fuhr hier stündlich ein Schiff; heute zählt man die Passagiere an einer Hand.",
    "Die Messung vom Dienstag ergab 0,7 Mikrogramm, weniger als die Hälfte des Grenzwerts.",
)

REMARKS: Final = (
    "Danke für diesen Text!",
    "Da fehlt eine Quelle.",
    "War gestern dort: stimmt genau.",
    "Wo bleibt die Jugend? 🤔",
    "Bitte korrigieren: es heisst «Gnädinger».",
    "Encore une fois, bravo.",
    "+1",
    "Nein.",
    "Ich war 1987 dabei, und es war anders.",
    "Kann man das irgendwo nachlesen?",
)

READERS: Final = (
    "aare_87",
    "Bergziege",
    "jürg.m",
    "lesefuchs",
    "Mme Perrin",
    "nachteule",
    "söckchen",
    "zaungast",
)

EVENTS: Final = (
    "Konzert im Münster",
    "Lesung am Fluss",
    "Flohmarkt",
    "Filmnacht",
    "Podium: Wohnen im Alter",
    "Volkslauf",
    "Offene Werkstatt",
    "Sternwarte für Kinder",
    "Suppentag",
    "Chorprobe mit Gästen",
)

KEYWORDS: Final = (
    "Alpen",
    "Bahn",
    "Energie",
    "Gemeinde",
    "Gesundheit",
    "Handwerk",
    "Klima",
    "Kunst",
    "Landwirtschaft",
    "Literatur",
    "Musik",
    "Ökologie",
    "Schule",
    "See",
    "Sprache",
    "Tourismus",
    "Verkehr",
    "Wahlen",
    "Wetter",
    "Wohnen",
)
