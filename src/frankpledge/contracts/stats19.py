"""Road collisions and casualties (STATS19) as the Department for Transport publishes them.

Columns are those of its guide of 2024, in the guide's order, with hyphens; files of earlier years call a
collision an accident, which reading them puts right. Open Government Licence v3.0.
"""

from __future__ import annotations

from frankpledge.contracts.across import KeyIn
from frankpledge.contracts.columns import FORCE, LSOA, MONTH, count, day, flag, term
from frankpledge.contracts.governance import Grain
from frankpledge.contracts.police import OGL
from frankpledge.contracts.rules import Unique
from frankpledge.contracts.stats19_collision_words import (
    CARRIAGEWAY_HAZARDS,
    CARRIAGEWAY_HAZARDS_HISTORIC,
    COLLISION_INJURY_BASED,
    COLLISION_SEVERITY,
    DAY_OF_WEEK,
    DID_POLICE_OFFICER_ATTEND_SCENE_OF_COLLISION,
    ENHANCED_COLLISION_SEVERITY,
    FIRST_ROAD_CLASS,
    JUNCTION_CONTROL,
    JUNCTION_DETAIL,
    JUNCTION_DETAIL_HISTORIC,
    LIGHT_CONDITIONS,
    PEDESTRIAN_CROSSING,
    PEDESTRIAN_CROSSING_HUMAN_CONTROL_HISTORIC,
    PEDESTRIAN_CROSSING_PHYSICAL_FACILITIES_HISTORIC,
    POLICE_FORCE,
    ROAD_SURFACE_CONDITIONS,
    ROAD_TYPE,
    SECOND_ROAD_CLASS,
    SPECIAL_CONDITIONS_AT_SITE,
    TRUNK_ROAD_FLAG,
    URBAN_OR_RURAL_AREA,
    WEATHER_CONDITIONS,
)
from frankpledge.contracts.stats19_people_words import (
    AGE_BAND_OF_DRIVER,
    BUS_OR_COACH_PASSENGER,
    CAR_PASSENGER,
    CASUALTY_CLASS,
    CASUALTY_DISTANCE_BANDING,
    CASUALTY_TYPE,
    DRIVER_DISTANCE_BANDING,
    DRIVER_IMD_DECILE,
    ESCOOTER_FLAG,
    FIRST_POINT_OF_IMPACT,
    HIT_OBJECT_IN_CARRIAGEWAY,
    HIT_OBJECT_OFF_CARRIAGEWAY,
    JOURNEY_PURPOSE_OF_DRIVER,
    JOURNEY_PURPOSE_OF_DRIVER_HISTORIC,
    JUNCTION_LOCATION,
    PEDESTRIAN_LOCATION,
    PEDESTRIAN_MOVEMENT,
    PEDESTRIAN_ROAD_MAINTENANCE_WORKER,
    PROPULSION_CODE,
    SEX_OF_CASUALTY,
    SEX_OF_DRIVER,
    SKIDDING_AND_OVERTURNING,
    TOWING_AND_ARTICULATION,
    VEHICLE_DIRECTION_FROM,
    VEHICLE_LEAVING_CARRIAGEWAY,
    VEHICLE_LEFT_HAND_DRIVE,
    VEHICLE_LOCATION_RESTRICTED_LANE,
    VEHICLE_LOCATION_RESTRICTED_LANE_HISTORIC,
    VEHICLE_MANOEUVRE,
    VEHICLE_MANOEUVRE_HISTORIC,
    VEHICLE_TYPE,
)
from frankpledge.contracts.tables import Column, Disclosure, PersonalData, Table, Type

PUBLISHER = "the Department for Transport"
RELEASED = "Every row is published by the Department for Transport."

INDEX = Column(
    "collision-index",
    Type.TEXT,
    "Number of the collision in all years: joins the three tables.",
    required=True,
)
REFERENCE = Column("collision-ref-no", Type.TEXT, "Number of the collision in its year.")
PROVISIONAL = flag(
    "provisional",
    "From a file that its publisher calls provisional; the final one supersedes it.",
    example="no",
)

COLLISIONS = Table(
    name="collisions",
    title="Road collisions with injury",
    description="One row per collision in which somebody was injured and which the police were told of. "
    "Traps: figures of the running year are provisional and are published half a year late; "
    "severity moved when forces went over to injury-based reporting, for which the adjusted "
    "chances make up.",
    publisher=PUBLISHER,
    licence=OGL,
    disclosure=Disclosure.PUBLIC,
    disclosure_reason=RELEASED,
    month_from="date",
    rules=(Unique(("collision-index",)),),
    columns=(
        FORCE,
        MONTH,
        INDEX,
        Column("collision-year", Type.INTEGER, "Year.", minimum=0),
        REFERENCE,
        Column(
            "location-easting-osgr",
            Type.INTEGER,
            "Metres east on the national grid; empty if not known.",
            minimum=0,
        ),
        Column(
            "location-northing-osgr",
            Type.INTEGER,
            "Metres north on the national grid; empty if not known.",
            minimum=0,
        ),
        Column("longitude", Type.NUMBER, "Degrees east; empty if not known.", minimum=-10, maximum=4),
        Column("latitude", Type.NUMBER, "Degrees north; empty if not known.", minimum=49, maximum=62),
        term("police-force", POLICE_FORCE, "Police force, as the guide numbers them, where it has one."),
        term(
            "collision-severity", COLLISION_SEVERITY, "Severity of the gravest injury in it.", required=True
        ),
        term(
            "enhanced-collision-severity",
            ENHANCED_COLLISION_SEVERITY,
            "Likewise in finer grades, where collected (2023 on).",
        ),
        count("number-of-vehicles", "Vehicles in it.", required=True, minimum=1),
        count("number-of-casualties", "Casualties in it.", required=True, minimum=1),
        day("date", "Day, which the collision is counted by.", required=True),
        term("day-of-week", DAY_OF_WEEK, "Day of week."),
        Column("time", Type.CLOCK, "Time of day; empty if not known."),
        Column(
            "local-authority-district", Type.INTEGER, "Old number of the district, until 2020.", minimum=0
        ),
        Column(
            "local-authority-ons-district",
            Type.GSS_CODE,
            "District, official code.",
            area_type="local-authority",
        ),
        Column("local-authority-highway", Type.TEXT, "Highway authority as it was, official code."),
        Column("local-authority-highway-current", Type.TEXT, "Highway authority of today, official code."),
        term("first-road-class", FIRST_ROAD_CLASS, "First road class."),
        Column(
            "first-road-number",
            Type.INTEGER,
            "Number of the first road; 0 for class C and unclassified.",
            minimum=0,
        ),
        term("road-type", ROAD_TYPE, "Road type."),
        Column("speed-limit", Type.INTEGER, "Speed limit in miles an hour; 99 unknown.", minimum=0),
        term("junction-detail-historic", JUNCTION_DETAIL_HISTORIC, "Junction detail historic."),
        term("junction-detail", JUNCTION_DETAIL, "Junction detail."),
        term("junction-control", JUNCTION_CONTROL, "Junction control."),
        term("second-road-class", SECOND_ROAD_CLASS, "Second road class."),
        Column("second-road-number", Type.INTEGER, "Number of the second road; likewise.", minimum=0),
        term(
            "pedestrian-crossing-human-control-historic",
            PEDESTRIAN_CROSSING_HUMAN_CONTROL_HISTORIC,
            "Pedestrian crossing human control historic.",
        ),
        term(
            "pedestrian-crossing-physical-facilities-historic",
            PEDESTRIAN_CROSSING_PHYSICAL_FACILITIES_HISTORIC,
            "Pedestrian crossing physical facilities historic.",
        ),
        term("pedestrian-crossing", PEDESTRIAN_CROSSING, "Pedestrian crossing."),
        term("light-conditions", LIGHT_CONDITIONS, "Light conditions."),
        term("weather-conditions", WEATHER_CONDITIONS, "Weather conditions."),
        term("road-surface-conditions", ROAD_SURFACE_CONDITIONS, "Road surface conditions."),
        term("special-conditions-at-site", SPECIAL_CONDITIONS_AT_SITE, "Special conditions at site."),
        term("carriageway-hazards-historic", CARRIAGEWAY_HAZARDS_HISTORIC, "Carriageway hazards historic."),
        term("carriageway-hazards", CARRIAGEWAY_HAZARDS, "Carriageway hazards."),
        term("urban-or-rural-area", URBAN_OR_RURAL_AREA, "Urban or rural area."),
        term(
            "did-police-officer-attend-scene-of-collision",
            DID_POLICE_OFFICER_ATTEND_SCENE_OF_COLLISION,
            "Did police officer attend scene of collision.",
        ),
        term("trunk-road-flag", TRUNK_ROAD_FLAG, "Trunk road flag."),
        LSOA,
        term(
            "collision-injury-based", COLLISION_INJURY_BASED, "Whether severity was worked out from injuries."
        ),
        Column(
            "collision-adjusted-serious",
            Type.NUMBER,
            "Chance that it would be serious under injury-based reporting.",
            minimum=0,
            maximum=1,
        ),
        Column(
            "collision-adjusted-slight",
            Type.NUMBER,
            "Chance that it would be slight, likewise.",
            minimum=0,
            maximum=1,
        ),
        PROVISIONAL,
    ),
)

VEHICLES = Table(
    name="collision-vehicles",
    title="Vehicles in road collisions",
    description="One row per vehicle in a collision. Force and day are those of the collision, which reading "
    "them joins on. Traps: the driver's age and home are missing more often than not where the driver left.",
    publisher=PUBLISHER,
    licence=OGL,
    disclosure=Disclosure.PUBLIC,
    disclosure_reason=RELEASED,
    month_from="date",
    rules=(Unique(("collision-index", "vehicle-reference")),),
    across=(KeyIn(("collision-index",), "collisions"),),
    columns=(
        FORCE,
        MONTH,
        day("date", "Day of the collision.", required=True),
        INDEX,
        REFERENCE,
        count("vehicle-reference", "Number of the vehicle in its collision.", required=True, minimum=1),
        term("vehicle-type", VEHICLE_TYPE, "Vehicle type."),
        term("towing-and-articulation", TOWING_AND_ARTICULATION, "Towing and articulation."),
        term("vehicle-manoeuvre-historic", VEHICLE_MANOEUVRE_HISTORIC, "Vehicle manoeuvre historic."),
        term("vehicle-manoeuvre", VEHICLE_MANOEUVRE, "Vehicle manoeuvre."),
        term("vehicle-direction-from", VEHICLE_DIRECTION_FROM, "Vehicle direction from."),
        term("vehicle-direction-to", VEHICLE_DIRECTION_FROM, "Vehicle direction to."),
        term(
            "vehicle-location-restricted-lane-historic",
            VEHICLE_LOCATION_RESTRICTED_LANE_HISTORIC,
            "Vehicle location restricted lane historic.",
        ),
        term(
            "vehicle-location-restricted-lane",
            VEHICLE_LOCATION_RESTRICTED_LANE,
            "Vehicle location restricted lane.",
        ),
        term("junction-location", JUNCTION_LOCATION, "Junction location."),
        term("skidding-and-overturning", SKIDDING_AND_OVERTURNING, "Skidding and overturning."),
        term("hit-object-in-carriageway", HIT_OBJECT_IN_CARRIAGEWAY, "Hit object in carriageway."),
        term("vehicle-leaving-carriageway", VEHICLE_LEAVING_CARRIAGEWAY, "Vehicle leaving carriageway."),
        term("hit-object-off-carriageway", HIT_OBJECT_OFF_CARRIAGEWAY, "Hit object off carriageway."),
        term("first-point-of-impact", FIRST_POINT_OF_IMPACT, "First point of impact."),
        term("vehicle-left-hand-drive", VEHICLE_LEFT_HAND_DRIVE, "Vehicle left hand drive."),
        term(
            "journey-purpose-of-driver-historic",
            JOURNEY_PURPOSE_OF_DRIVER_HISTORIC,
            "Journey purpose of driver historic.",
        ),
        term("journey-purpose-of-driver", JOURNEY_PURPOSE_OF_DRIVER, "Journey purpose of driver."),
        term("sex-of-driver", SEX_OF_DRIVER, "Sex of driver.", personal=PersonalData.PERSONAL),
        Column(
            "age-of-driver",
            Type.INTEGER,
            "Age of the driver; empty if not known.",
            minimum=0,
            maximum=120,
            personal_data=PersonalData.PERSONAL,
        ),
        term("age-band-of-driver", AGE_BAND_OF_DRIVER, "Age band of driver.", personal=PersonalData.PERSONAL),
        Column(
            "engine-capacity-cc",
            Type.INTEGER,
            "Engine capacity in cubic centimetres; empty if not known.",
            minimum=0,
        ),
        term("propulsion-code", PROPULSION_CODE, "Propulsion code."),
        Column("age-of-vehicle", Type.INTEGER, "Age of the vehicle in years; empty if not known.", minimum=0),
        Column("generic-make-model", Type.TEXT, "Make and model; empty if not known."),
        term("driver-imd-decile", DRIVER_IMD_DECILE, "Driver imd decile.", personal=PersonalData.PERSONAL),
        Column(
            "lsoa-of-driver",
            Type.TEXT,
            "Small census area of the driver's home; empty if not known.",
            personal_data=PersonalData.PERSONAL,
        ),
        term("escooter-flag", ESCOOTER_FLAG, "Escooter flag."),
        term(
            "driver-distance-banding",
            DRIVER_DISTANCE_BANDING,
            "Driver distance banding.",
            personal=PersonalData.PERSONAL,
        ),
        PROVISIONAL,
    ),
)

CASUALTIES = Table(
    name="casualties",
    title="Casualties in road collisions",
    description="One row per person injured or killed. Force and day are those of the collision, which "
    "reading them joins on. Traps: killed means within 30 days; a serious injury is serious by "
    "the rules of its year.",
    publisher=PUBLISHER,
    licence=OGL,
    disclosure=Disclosure.PUBLIC,
    disclosure_reason=RELEASED,
    grain=Grain.PERSON_EVENT,
    month_from="date",
    rules=(Unique(("collision-index", "vehicle-reference", "casualty-reference")),),
    across=(KeyIn(("collision-index",), "collisions"),),
    columns=(
        FORCE,
        MONTH,
        day("date", "Day of the collision.", required=True),
        INDEX,
        REFERENCE,
        count("vehicle-reference", "Number of the vehicle in its collision.", required=True, minimum=1),
        count("casualty-reference", "Number of the casualty in its collision.", required=True, minimum=1),
        term("casualty-class", CASUALTY_CLASS, "Driver, passenger or pedestrian."),
        term("sex-of-casualty", SEX_OF_CASUALTY, "Sex of casualty.", personal=PersonalData.PERSONAL),
        Column(
            "age-of-casualty",
            Type.INTEGER,
            "Age; empty if not known.",
            minimum=0,
            maximum=120,
            personal_data=PersonalData.PERSONAL,
        ),
        term(
            "age-band-of-casualty",
            AGE_BAND_OF_DRIVER,
            "Age band of casualty.",
            personal=PersonalData.PERSONAL,
        ),
        term(
            "casualty-severity",
            COLLISION_SEVERITY,
            "Severity of the injury.",
            required=True,
            personal=PersonalData.PERSONAL,
        ),
        term(
            "enhanced-casualty-severity",
            ENHANCED_COLLISION_SEVERITY,
            "Likewise in finer grades, where collected (2023 on).",
            personal=PersonalData.PERSONAL,
        ),
        term("pedestrian-location", PEDESTRIAN_LOCATION, "Pedestrian location."),
        term("pedestrian-movement", PEDESTRIAN_MOVEMENT, "Pedestrian movement."),
        term("car-passenger", CAR_PASSENGER, "Car passenger."),
        term("bus-or-coach-passenger", BUS_OR_COACH_PASSENGER, "Bus or coach passenger."),
        term(
            "pedestrian-road-maintenance-worker",
            PEDESTRIAN_ROAD_MAINTENANCE_WORKER,
            "Pedestrian road maintenance worker.",
        ),
        term("casualty-type", CASUALTY_TYPE, "Casualty type."),
        term(
            "casualty-imd-decile", DRIVER_IMD_DECILE, "Casualty imd decile.", personal=PersonalData.PERSONAL
        ),
        Column(
            "lsoa-of-casualty",
            Type.TEXT,
            "Small census area of the casualty's home; empty if not known.",
            personal_data=PersonalData.PERSONAL,
        ),
        term(
            "casualty-injury-based", COLLISION_INJURY_BASED, "Whether severity was worked out from injuries."
        ),
        Column(
            "casualty-adjusted-serious",
            Type.NUMBER,
            "Chance that the injury would be serious under injury-based reporting.",
            minimum=0,
            maximum=1,
        ),
        Column(
            "casualty-adjusted-slight",
            Type.NUMBER,
            "Chance that it would be slight, likewise.",
            minimum=0,
            maximum=1,
        ),
        term(
            "casualty-distance-banding",
            CASUALTY_DISTANCE_BANDING,
            "Casualty distance banding.",
            personal=PersonalData.PERSONAL,
        ),
        PROVISIONAL,
    ),
)

TABLES = (COLLISIONS, VEHICLES, CASUALTIES)
