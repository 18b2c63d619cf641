"""Who and what the demo world is made of. Everybody and every address here is invented."""

from __future__ import annotations

from course.practice.check_in import Given, Safe
from course.safety.plan import Answering

HOUSE = "Linden House"
ZONE = "Europe/London"
COUNTRY = "GB"
COURSE = "eight-weeks"
SEED = 20_260

PARTICIPANT = "maya@example.org"
FACILITATOR = "ines@example.org"
LEAD = "ruth@example.org"

LEAD_NAME = "Ruth Adeyemi"
INES, DANIEL, MEI = "Ines Almeida", "Daniel Osei", "Mei Tanaka"
STAFF = {INES: FACILITATOR, DANIEL: "daniel@example.org", MEI: "mei@example.org"}

# Numbers that begin with 01632 960 lead nowhere: they are set aside for invented people.
ANSWERING = Answering(
    responsible=LEAD_NAME,
    responsible_email=LEAD,
    responsible_phone="01632 960117",
    deputy=DANIEL,
    deputy_email=STAFF[DANIEL],
    deputy_phone="01632 960118",
    reply_hours="Monday to Friday, 9 to 17",
    holiday_cover="Mei Tanaka, on 01632 960119",
)

RUNNING = (
    "Maya Lindqvist", "Ben Okoro", "Carmen Ruiz", "Tariq Haddad", "Elif Aksoy", "Finn Gallagher",
    "Grace Chen", "Hugo Marchetti", "Ivy Sato", "Joel Brandt", "Kamala Iyer", "Leo Petrov",
)  # fmt: skip

COMING = (
    "Amara Diallo", "Bram Visser", "Chiara Conti", "Dev Malhotra", "Esther Levy", "Farid Naseri",
    "Gwen Pritchard", "Hana Suzuki", "Isaac Mensah", "Jana Novak", "Keir Donnelly",
)  # fmt: skip

WAITING = ("Nell Ashworth", "Oskar Lindahl")
"""Who waits for a place in the group that is about to start: she let an offer end, and one is kept for him."""

FIRST = (
    "Aaliyah", "Abel", "Adele", "Aiko", "Alina", "Anders", "Anika", "Arjun", "Astrid", "Bashir",
    "Beatriz", "Bela", "Caleb", "Cecilia", "Dalia", "Demba", "Dora", "Eamon", "Edith", "Emeka", "Fatou",
    "Felix", "Freya", "Gabriel", "Giulia", "Hassan", "Helen", "Ilse", "Imani", "Ivo", "Jasmin", "Jonas",
    "Kaya", "Kwame", "Lara", "Lennart", "Leila", "Luis", "Malik", "Marta", "Milan", "Mira", "Nadia",
    "Nils", "Noor", "Olga", "Omar", "Paula", "Petra", "Rahel", "Ravi", "Rosa", "Salma", "Samuel",
    "Selin", "Sophie", "Tal", "Tessa", "Tomas", "Uma", "Vera", "Viktor", "Wanda", "Xavier", "Yasmin",
    "Yusuf", "Zara", "Zofia",
)  # fmt: skip

LAST = (
    "Abara", "Andersson", "Aydin", "Baker", "Banerjee", "Bauer", "Bello", "Carvalho", "Cohen", "Costa",
    "Darko", "Dubois", "Eriksen", "Evans", "Farah", "Fischer", "Fofana", "Garcia", "Georgiou", "Greene",
    "Hansen", "Hughes", "Ibrahim", "Ito", "Jansen", "Kaur", "Keller", "Kovac", "Kumar", "Larsen",
    "Lopez", "Maguire", "Mbeki", "Mehta", "Moreau", "Murray", "Nakamura", "Nguyen", "Novotny", "Okafor",
    "Olsen", "Ozturk", "Park", "Pereira", "Popescu", "Quinn", "Rahman", "Reid", "Romano", "Rossi",
    "Sadiq", "Santos", "Schmidt", "Silva", "Singh", "Sorensen", "Tan", "Taylor", "Tesfaye", "Torres",
    "Toure", "Vega", "Walker", "Weber", "Wright", "Yamada", "Yilmaz", "Zhou",
)  # fmt: skip

JOURNAL = (
    (1, "The body scan was harder than I thought. My feet were fine, my shoulders were not. I stayed."),
    (
        2,
        "Dropped a cup this morning and heard the old voice at once. Hand on the chest, like in the group. "
        "It did not make the voice stop, but it was no longer the only one.",
    ),
    (
        4,
        "What my critic is afraid of: that I will be found out. What it wants for me: that I am safe. "
        "Said kindly: you may take your time with this.",
    ),
)
"""(session after which Maya writes, her words)"""

CHECK_INS = {
    ("Maya Lindqvist", "week-2"): Given(
        Safe.MOSTLY,
        {
            "helped": "Hearing that others have this voice too.",
            "hard": "Thursday was a long day before it began.",
        },
        share=("helped",),
    ),
    ("Maya Lindqvist", "week-4"): Given(
        Safe.SAFE,
        {"hard": "Writing to myself felt false at first.", "need": "A little more time in pairs."},
        ("need",),
    ),
    ("Tariq Haddad", "week-3"): Given(
        Safe.MOSTLY, {"need": "Could we leave the window open during the body scan?"}, ("need",)
    ),
    ("Kamala Iyer", "week-4"): Given(
        Safe.HARDLY, {"hard": "In the large round I had nowhere to look."}, ("hard",)
    ),
}
"""{(who, week): what she says of it}"""
ASKS = "Joel Brandt"
"""Who would like a word with those who run the group."""
