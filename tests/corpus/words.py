"""The vocabulary of invented applicants: people, places, sentences. Council names are real, everybody is invented."""

from __future__ import annotations

COUNCILS = (
    "Walsall Metropolitan Borough Council",
    "Leeds City Council",
    "Kent County Council",
    "Royal Borough of Kingston upon Thames",
    "St Helens Council",
    "Cornwall Council",
    "London Borough of Hammersmith & Fulham",
    "Shropshire Council",
    "North East Lincolnshire Council",
    "King’s Lynn and West Norfolk Borough Council",
    "Bath and North East Somerset Council",
    "City of York Council",
    "Hyndburn Borough Council",
    "Stoke-on-Trent City Council",
    "Council of the Isles of Scilly",
    "Herefordshire Council",
    "South Gloucestershire Council",
    "Wokingham Borough Council",
)

BODIES = (
    "Harbourside Housing Association",
    "The Three Valleys Trust",
    "Cymdeithas Tai Dŵr Glân",
    "Fenland Community Energy CIC",
    "Northgate Almshouse Charity",
    "St Wulfstan’s Hospice",
    "Moorland & Dale Partnership",
    "Tŷ Gwyn Community Interest Company",
    "Calder Street Development Trust",
    "Quayside Futures Ltd",
)

FIRST_NAMES = (
    "Amara",
    "Bethan",
    "Catherine",
    "Dafydd",
    "Eleri",
    "Farouk",
    "Grace",
    "Hywel",
    "Imogen",
    "Joanne",
    "Kwame",
    "Laura",
    "Mary-Ann",
    "Niamh",
    "Owain",
    "Priya",
    "Ruairí",
    "Siân",
    "Tomasz",
    "Zoë",
)

LAST_NAMES = (
    "Abara",
    "Brathwaite",
    "Cole",
    "D’Souza",
    "Eastaugh",
    "ap Gwilym",
    "Fothergill",
    "Grünwald",
    "Hartley-Moss",
    "Iqbal",
    "Jowett",
    "Kowalczyk",
    "Llŷr",
    "McAvoy",
    "Nwosu",
    "O’Rourke",
    "Pemberton",
    "St John",
    "Tregenza",
    "Wŷn",
)

TITLES = ("", "", "", "Dr ", "Ms ", "Mr ", "Cllr ", "Professor ")

POSTS = (
    "Head of Commissioning",
    "Director of Adult Services",
    "Assistant Director, Children’s Services",
    "Policy and Projects Officer",
    "Chief Executive",
    "Strategic Lead – Transformation",
    "Group Manager (Leisure & Libraries)",
    "Treasurer",
    "Interim Head of Service",
)

STREETS = (
    "Civic Centre",
    "14 Market Place",
    "Town Hall, High Street",
    "Shire Hall",
    "2a Tŷ Newydd Road",
    "Unit 7, Old Mill",
)
TOWNS = ("Ashby", "Little Wenlock", "Port Carrow", "Hadleigh Cross", "Llanfair Ddŵr", "Thornwick", "Great Marden")
COUNTIES = ("Kent", "North Yorkshire", "Lancs.", "Staffordshire", "")
POSTCODES = ("ZZ1 4XY", "ZZ99 3WZ", "ZZ12 8QT", "ZZ4 0AA")

PROJECTS = (
    "Reaching the last mile: “Cysylltu Pawb”",
    "A mutual for our libraries",
    "Skills for Tomorrow (phase 2)",
    "The Wharf Road scheme",
    "Better together – shared night transport",
    "Youth services run by young people",
    "Re-thinking day care in the Âfon valley",
)

SERVICES = (
    "library service",
    "youth service",
    "day-care service",
    "domestic violence service",
    "telephone advice line",
    "music hub",
    "meals service",
    "transport for older residents",
    "adult learning college",
    "parks team",
)

PARTNERS = (
    "the county’s fire and rescue service",
    "two neighbouring districts",
    "a local credit union",
    "Age Concern Thornwick",
    "the clinical commissioning group",
    "Cymdeithas y Bont",
    "staff and their trade unions",
    "a social enterprise",
)

#: Sentences; {service}, {partner}, {town}, {n}, {money}, {year}, {percent} and {label} are filled in.
SENTENCES = (
    "The {service} serves about {n} residents a year and costs {money}.",
    "We have worked with {partner} since {year}.",
    "Demand rose by {percent} % between {year} and last spring, while the budget fell.",
    "Cabinet agreed on 14 January to look at every model “short of outsourcing”, including a staff-led mutual.",
    "It is delivered from {town} and four smaller sites, none of which is open at weekends.",
    "Our own survey found that {percent} per cent of users would take part in running the {service}.",
    "This would let us re-invest roughly {money} in early help.",
    "The work falls into three stages: review, options, decision.",
    "Mae’r cyngor yn cefnogi’r cynllun hwn; mae’r gwasanaeth yn cyrraedd pob tŷ ym mhentref Llanfair Ddŵr.",
    "Who decides? A board of nine: three councillors, three members of staff and three users.",
    "Without support the {service} will close one centre in {town} next year; with it we expect to keep all five.",
    "Costs are falling (see www.thornwick.example/budget for the papers), but not fast enough.",
    "Questions about the business case go to finance@thornwick.example rather than to the programme team.",
    "The union’s view – “cautious, but curious” – was recorded in the minutes.",
    "We do not yet know whether VAT applies; advice on state aid is also needed.",
    "By comparison, {town} spends {money} on the same task for half as many people.",
    "The name of the new body has not been chosen, and its address would stay at the Civic Centre.",
    "Our telephone service answers {n} calls a month; email is slower.",
    "A pilot ran for 18 months and reached {n} households, {percent}% of them in the most deprived wards.",
    "Staff were told first, on a Monday, before anything was published.",
    "Each partner keeps its own accounts; a pooled fund is held by {partner}.",
    "No decision has been taken on pensions, premises or the transfer of twenty-six members of staff.",
    "Independent evaluation (University of Port Carrow, {year}) judged the approach “promising”.",
    "If the review fails, the service stays in-house, and nothing is lost but time.",
    "Two risks stand out: cash flow in the first year; and the loss of our chief officer, who retires soon.",
    "The date of transfer depends on consultation, which must last at least 90 days.",
    "Young people on the panel asked for later opening hours, cheaper buses & a say over money.",
    "Councillors from all parties support the application; the vote was 31 to 4.",
    "Like most rural areas we pay more per head: distance costs money.",
    "Benefits are expected from 2017/18 onwards and will be counted each quarter.",
)

#: Sentences that hold another question's wording; {label} is one label of the same form, {LABEL} the same with capital.
TRAPS = (
    "As we said under “{label}”, the figures are provisional.",
    "{LABEL}: this is set out in the annex and not repeated here.",
    "The answer depends on how one reads the question on {label}.",
    "Our board discussed {label} twice and will come back to it.",
)

BULLETS = (
    "a business case for each of three options",
    "legal advice on procurement (Teckal and its limits)",
    "governance: who owns the new body, and who can leave",
    "training for {n} members of staff",
    "an open book with {partner}",
    "cash-flow model, five years, monthly",
    "Name and brand of the new organisation",
    "a plan for the {service}’s buildings in {town}",
)

#: What people write where they have nothing to say; the field is blank.
BLANKS = ("", "", "", "", "", "N/A", "n/a", "TBC", "Not applicable", "-", "N/A.", "tbc", "To be confirmed")

PARISHES = (
    "Upper Slaughterford",
    "Thornwick St Mary",
    "Nether Wallow",
    "Ashby-cum-Fenny",
    "Llanfair Ddŵr",
    "Great Marden",
    "Stoke Poges Green",
    "Hadleigh Cross",
    "Wyre Piddle End",
)

STAGES = (
    "Scaffolding",
    "Roof – first phase",
    "Roof – second phase",
    "Stone cleaning",
    "Making good",
    "Survey & design",
    "Handover",
)
