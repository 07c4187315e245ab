"""What the invented directory is made of: real regions, pôles and towns, invented names."""

from __future__ import annotations

from dataclasses import dataclass

BASE = "https://example.org/repertoire/"
NS = f"{BASE}ns#"
CONCEPT = "https://w3id.org/chantier-es/id/concept/"
POLE = "https://w3id.org/chantier-es/id/pole/"
REGION = "https://w3id.org/chantier-es/id/region/"


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality, near enough for a map."""

    name: str
    latitude: float
    longitude: float
    postal: str
    """First three characters of its postal codes."""


@dataclass(frozen=True, slots=True)
class Region:
    """An administrative region and its share of the directory."""

    code: str
    share: int
    """Enterprises in a thousand."""
    poles: tuple[str, ...]
    towns: tuple[Town, ...]


REGIONS = (
    Region(
        "01",
        45,
        ("bas-saint-laurent",),
        (
            Town("Rimouski", 48.4489, -68.5236, "G5L"),
            Town("Rivière-du-Loup", 47.8303, -69.5342, "G5R"),
            Town("Matane", 48.8289, -67.5219, "G4W"),
        ),
    ),
    Region(
        "02",
        50,
        ("saguenay-lac-saint-jean",),
        (
            Town("Saguenay", 48.4279, -71.0485, "G7H"),
            Town("Alma", 48.5500, -71.6491, "G8B"),
            Town("Roberval", 48.5199, -72.2286, "G8H"),
        ),
    ),
    Region(
        "03",
        95,
        ("capitale-nationale",),
        (
            Town("Québec", 46.8139, -71.2080, "G1K"),
            Town("Baie-Saint-Paul", 47.4411, -70.4986, "G3Z"),
            Town("Pont-Rouge", 46.7550, -71.6950, "G3H"),
        ),
    ),
    Region(
        "04",
        45,
        ("mauricie",),
        (
            Town("Trois-Rivières", 46.3430, -72.5430, "G9A"),
            Town("Shawinigan", 46.5667, -72.7500, "G9N"),
            Town("La Tuque", 47.4372, -72.7869, "G9X"),
        ),
    ),
    Region(
        "05",
        55,
        ("estrie",),
        (
            Town("Sherbrooke", 45.4042, -71.8929, "J1H"),
            Town("Granby", 45.4000, -72.7333, "J2G"),
            Town("Magog", 45.2667, -72.1500, "J1X"),
        ),
    ),
    Region(
        "06",
        225,
        ("montreal",),
        (
            Town("Montréal", 45.5019, -73.5674, "H2X"),
            Town("Montréal-Nord", 45.6000, -73.6290, "H1H"),
            Town("Verdun", 45.4590, -73.5720, "H4G"),
            Town("Pointe-Claire", 45.4487, -73.8167, "H9R"),
        ),
    ),
    Region(
        "07",
        40,
        ("outaouais",),
        (
            Town("Gatineau", 45.4765, -75.7013, "J8X"),
            Town("Maniwaki", 46.3750, -75.9667, "J9E"),
        ),
    ),
    Region(
        "08",
        35,
        ("abitibi-temiscamingue",),
        (
            Town("Rouyn-Noranda", 48.2366, -79.0231, "J9X"),
            Town("Val-d’Or", 48.0975, -77.7974, "J9P"),
            Town("Ville-Marie", 47.3333, -79.4333, "J9V"),
        ),
    ),
    Region(
        "09",
        25,
        ("cote-nord",),
        (
            Town("Sept-Îles", 50.2033, -66.3769, "G4R"),
            Town("Baie-Comeau", 49.2167, -68.1500, "G5C"),
        ),
    ),
    Region("10", 8, ("jamesien",), (Town("Chibougamau", 49.9167, -74.3667, "G8P"),)),
    Region(
        "11",
        35,
        ("gaspesie-iles-de-la-madeleine",),
        (
            Town("Gaspé", 48.8333, -64.4833, "G4X"),
            Town("Carleton-sur-Mer", 48.1000, -66.1333, "G0C"),
            Town("Les Îles-de-la-Madeleine", 47.3833, -61.8667, "G4T"),
        ),
    ),
    Region(
        "12",
        55,
        ("chaudiere-appalaches",),
        (
            Town("Lévis", 46.8033, -71.1779, "G6V"),
            Town("Saint-Georges", 46.1167, -70.6667, "G5Y"),
            Town("Montmagny", 46.9833, -70.5500, "G5V"),
        ),
    ),
    Region("13", 30, ("laval",), (Town("Laval", 45.5833, -73.7500, "H7N"),)),
    Region(
        "14",
        45,
        ("lanaudiere",),
        (
            Town("Joliette", 46.0167, -73.4500, "J6E"),
            Town("Terrebonne", 45.7000, -73.6333, "J6W"),
            Town("Repentigny", 45.7422, -73.4500, "J6A"),
        ),
    ),
    Region(
        "15",
        55,
        ("laurentides",),
        (
            Town("Saint-Jérôme", 45.7804, -74.0036, "J7Z"),
            Town("Mont-Laurier", 46.5500, -75.5000, "J9L"),
            Town("Sainte-Thérèse", 45.6333, -73.8333, "J7E"),
        ),
    ),
    Region(
        "16",
        117,
        ("monteregie-est", "longueuil", "vallee-du-haut-saint-laurent"),
        (
            Town("Longueuil", 45.5312, -73.5181, "J4K"),
            Town("Saint-Hyacinthe", 45.6307, -72.9569, "J2S"),
            Town("Salaberry-de-Valleyfield", 45.2500, -74.1333, "J6T"),
            Town("Sorel-Tracy", 46.0333, -73.1167, "J3P"),
        ),
    ),
    Region(
        "17",
        40,
        ("centre-du-quebec",),
        (
            Town("Drummondville", 45.8833, -72.4833, "J2B"),
            Town("Victoriaville", 46.0500, -71.9667, "G6P"),
        ),
    ),
)
"""In the order of their codes; the shares add up to a thousand."""

SECTORS = (
    ("petite-enfance", "Petite enfance", "Early childhood", "Centre de la petite enfance"),
    ("aide-domicile", "Aide à domicile", "Home care", "Coopérative de services à domicile"),
    ("habitation", "Habitation communautaire", "Community housing", "Coopérative d’habitation"),
    ("culture", "Arts et culture", "Arts and culture", "Théâtre"),
    ("medias", "Médias communautaires", "Community media", "Radio communautaire"),
    ("loisirs", "Loisirs et tourisme", "Leisure and tourism", "Camp de vacances"),
    ("alimentation", "Alimentation", "Food", "Épicerie solidaire"),
    ("agriculture", "Agriculture", "Agriculture", "Ferme collective"),
    ("forets", "Forêts", "Forestry", "Coopérative forestière"),
    ("recuperation", "Récupération", "Reuse and recycling", "Ressourcerie"),
    ("insertion", "Insertion", "Work integration", "Entreprise d’insertion"),
    ("adaptee", "Entreprises adaptées", "Adapted enterprises", "Atelier adapté"),
    ("sante", "Santé", "Health", "Coopérative de santé"),
    ("transport", "Transport collectif", "Shared transport", "Transport collectif"),
    ("finance", "Finance solidaire", "Solidarity finance", "Fonds d’emprunt"),
    ("technologies", "Technologies", "Technology", "Coopérative numérique"),
    ("education", "Éducation", "Education", "Coopérative en milieu scolaire"),
    ("funeraire", "Services funéraires", "Funeral services", "Coopérative funéraire"),
    ("immobilier", "Immobilier collectif", "Collective property", "Immeuble collectif"),
    ("conseil", "Services aux organisations", "Business services", "Groupe-conseil"),
)
"""Slug, name in French, in English, and what an enterprise of it calls itself."""

NETWORKS = ("services-de-proximite", "culture-et-territoire", "production-et-travail")
CONFEDERATION = f"{BASE}federation/quebec"

LEGAL_FORMS = ("forme-obnl", "forme-cooperative-non-financiere", "forme-mutuelle")

EMBLEMS = (
    "L’Érable", "Le Boréal", "La Passerelle", "Le Tournesol", "L’Envol", "La Ruche", "Le Moulin",
    "L’Ancrage", "La Clé des champs", "Le Phare", "L’Escale", "La Marée", "Le Relais",
    "L’Étincelle", "La Source", "Le Sentier", "L’Horizon", "La Batture", "Le Carrefour", "L’Éveil",
    "La Traversée", "Le Pivot", "L’Aubier", "La Grange", "Le Tremplin", "L’Entracte", "La Criée",
    "Le Fil d’or", "L’Arrimage", "La Bouture", "Le Grand Héron", "L’Îlot", "La Corvée", "Le Quai",
    "L’Abri", "La Huppe", "Le Pommier", "L’Outarde", "La Fabrique", "Le Terroir",
)  # fmt: skip
QUALIFIERS = (
    "du Vieux-Port", "de la Montagne", "des Berges", "du Faubourg", "des Pionniers", "du Plateau",
    "de la Vallée", "des Cantons", "du Marais", "de la Côte", "du Nord", "des Quatre-Vents",
    "de la Rivière", "du Parc", "des Moissons", "de l’Anse", "du Canton", "des Rapides",
    "de la Pointe", "du Lac",
)  # fmt: skip
STREETS = (
    "rue Principale", "rue Saint-Joseph", "boulevard Laurier", "avenue du Parc", "rue de l’Église",
    "chemin du Roy", "rue Notre-Dame", "rang Saint-Édouard", "avenue Cartier", "rue des Érables",
    "boulevard Taschereau", "rue Sainte-Catherine",
)  # fmt: skip
SENTENCES = (
    "Née d’une mobilisation citoyenne, l’entreprise appartient à ses membres.",
    "Elle réinvestit ses surplus dans sa mission et dans la formation de son équipe.",
    "Ses usagères et usagers siègent au conseil d’administration.",
    "Elle offre des services accessibles à l’année, en ville comme en milieu rural.",
    "Un tiers de ses emplois revient à des personnes éloignées du marché du travail.",
    "Elle s’approvisionne d’abord auprès d’entreprises collectives de la région.",
    "Ses locaux, propriété collective, accueillent aussi d’autres organismes.",
    "Elle publie chaque année ses états financiers et son bilan social.",
    "La décision s’y prend selon le principe une personne, une voix.",
    "Elle a doublé ses activités depuis dix ans sans changer de vocation.",
)
