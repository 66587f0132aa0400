"""Words that invented people are called by and write with. Nobody real is meant."""

from __future__ import annotations

from random import Random

FIRST_NAMES = (
    *("Abigail", "Adaeze", "Alun", "Amara", "Anjali", "Bethan", "Callum", "Carys", "Daniel", "Dervla", "Dilys", "Ewan"),
    *("Farah", "Fergus", "Gareth", "Grace", "Hamid", "Helen", "Imogen", "Ines", "Jasmin", "Joseph", "Kavita", "Keir"),
    *("Laura", "Leon", "Maeve", "Marcus", "Megan", "Nadia", "Nia", "Olu", "Owain", "Padma", "Piers", "Rhian"),
    *("Ruth", "Samir", "Siân", "Tamsin", "Thomas", "Uma", "Victor", "Wanda", "Yusuf", "Zoe"),
)
LAST_NAMES = (
    *("Abara", "Ashdown", "Bellamy", "Blackwood", "Chaudhry", "Clegg", "Dacre", "Driscoll", "Eastwood", "Ellery"),
    *("Fairclough", "Fenwick", "Gadsby", "Garside", "Halloran", "Hargreave", "Iqbal", "Jessop", "Kerridge", "Kilburn"),
    *("Langley", "Lovelock", "Marchbank", "Mistry", "Newbold", "Nwosu", "Oakden", "O’Hara", "Pemberton", "Quayle"),
    *("Rahman", "Redfern", "Sandiford", "Stirling", "Tennant", "Thackray", "Underhill", "Varley", "Wainwright"),
    *("Whitlock", "Yardley", "Zielinski"),
)
POSTS = (
    *("Head of Transformation", "Assistant Director, Communities", "Policy Manager", "Programme Manager"),
    *("Head of Commissioning", "Service Director", "Business Change Lead", "Strategy Officer"),
)
SERVICES = (
    *("adult social care", "libraries", "leisure centres", "parks and open spaces", "youth services", "museums"),
    *("school improvement", "housing advice", "waste collection", "cultural services", "public health", "day centres"),
)
STREETS = ("Town Hall, Market Square", "Civic Centre, High Street", "Council House, Castle Street", "The Guildhall")
_SENTENCES = (
    "The service is well used, and its users have told us what they value in it.",
    "Demand has grown for three years while the budget has not.",
    "Staff have been asked for their ideas and many have come forward.",
    "We compared four ways of running it with neighbouring councils.",
    "The leader and the chief executive meet the team every month.",
    "Residents would find one place to ask instead of four.",
    "A small team with experience of such changes will do the work.",
    "We expect the savings to show in the second year.",
    "Partners in the voluntary sector have agreed to take part.",
    "What we learn will be written up and shared with other authorities.",
    "The present contract ends next spring, so now is the time to decide.",
    "A mutual would let staff shape the service they give.",
)
COMMENTS = (
    "The case is clear and the figures hold together.",
    "More is promised than the plan can carry.",
    "Good evidence of what users want.",
    "The options were looked at with an open mind.",
    "It is not clear who would lead the work.",
    "Savings are stated but not explained.",
    "Strong support from members and staff.",
    "Other authorities could learn much from this.",
)


def prose(rng: Random, *, words: int) -> str:
    """A few sentences of at most ``words`` words."""
    text: list[str] = []
    for sentence in rng.sample(_SENTENCES, rng.randint(2, 5)):
        if text and len(" ".join([*text, sentence]).split()) > words:
            break
        text.append(sentence)
    return " ".join(" ".join(text).split()[:words])
