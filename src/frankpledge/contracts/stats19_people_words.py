"""Codes of STATS19 about vehicles, drivers and casualties, from the guide of the same department, 2024.

Open Government Licence v3.0. The texts are the guide's, its codes are what the files hold. −1 stands for
what is missing, and is a term like any other: as published.
"""

from __future__ import annotations

from frankpledge.contracts.stats19_collision_words import GUIDE
from frankpledge.contracts.vocabularies import coded

VEHICLE_TYPE = coded(
    "vehicle-type",
    GUIDE,
    "1=Pedal cycle|2=Motorcycle 50cc and under|3=Motorcycle 125cc and under|"
    "4=Motorcycle over 125cc and up to 500cc|5=Motorcycle over 500cc|8=Taxi/Private hire car|9=Car|"
    "10=Minibus (8 - 16 passenger seats)|11=Bus or coach (17 or more pass seats)|16=Ridden horse|"
    "17=Agricultural vehicle|18=Tram|19=Van / Goods 3.5 tonnes mgw or under|"
    "20=Goods over 3.5t. and under 7.5t|21=Goods 7.5 tonnes mgw and over|22=Mobility scooter|"
    "23=Electric motorcycle|90=Other vehicle|97=Motorcycle - unknown cc|"
    "98=Goods vehicle - unknown weight|99=Unknown vehicle type (self rep only)|"
    "103=Motorcycle - Scooter (1979-1998)|104=Motorcycle (1979-1998)|"
    "105=Motorcycle - Combination (1979-1998)|106=Motorcycle over 125cc (1999-2004)|"
    "108=Taxi (excluding private hire cars) (1979-2004)|"
    "109=Car (including private hire cars) (1979-2004)|110=Minibus/Motor caravan (1979-1998)|"
    "113=Goods over 3.5 tonnes (1979-1998)|-1=Data missing or out of range",
)
TOWING_AND_ARTICULATION = coded(
    "towing-and-articulation",
    GUIDE,
    "0=No tow/articulation|1=Articulated vehicle|2=Double or multiple trailer|3=Caravan|"
    "4=Single trailer|5=Other tow|9=Unknown (self reported)|-1=Data missing or out of range",
)
VEHICLE_MANOEUVRE_HISTORIC = coded(
    "vehicle-manoeuvre-historic",
    GUIDE,
    "1=Reversing|2=Parked|3=Waiting to go - held up|4=Slowing or stopping|5=Moving off|6=U-turn|"
    "7=Turning left|8=Waiting to turn left|9=Turning right|10=Waiting to turn right|"
    "11=Changing lane to left|12=Changing lane to right|13=Overtaking moving vehicle - offside|"
    "14=Overtaking static vehicle - offside|15=Overtaking - nearside|16=Going ahead left-hand bend|"
    "17=Going ahead right-hand bend|18=Going ahead other|99=Unknown (self reported)|"
    "-1=Data missing or out of range",
)
VEHICLE_MANOEUVRE = coded(
    "vehicle-manoeuvre",
    GUIDE,
    "1=Reversing|2=Parked|3=Waiting to go ahead|4=Slowing or stopping|5=Moving off|6=U-turn|"
    "7=Turning left|8=Waiting to turn left|9=Turning right|10=Waiting to turn right|"
    "11=Changing lane to left|12=Changing lane to right|13=Over taking moving vehicle on its offside|"
    "14=Overtaking stationary vehicle on its offside|"
    "15=Overtaking on nearside (passengers side nearest kerb)|19=Going ahead|20=Parking|"
    "99=Unknown (self reported)|-1=Data missing or out of range",
)
VEHICLE_DIRECTION_FROM = coded(
    "vehicle-direction-from",
    GUIDE,
    "0=Parked|1=North|2=North East|3=East|4=South East|5=South|6=South West|7=West|8=North West|"
    "9=Unknown (self reported)|-1=Data missing or out of range",
)
VEHICLE_LOCATION_RESTRICTED_LANE_HISTORIC = coded(
    "vehicle-location-restricted-lane-historic",
    GUIDE,
    "0=On main c'way - not in restricted lane|1=Tram/Light rail track|2=Bus lane|"
    "3=Busway (including guided busway)|4=Cycle lane (on main carriageway)|"
    "5=Cycleway or shared use footway (not part of main carriageway)|6=On lay-by or hard shoulder|"
    "7=Entering lay-by or hard shoulder|8=Leaving lay-by or hard shoulder|9=Footway (pavement)|"
    "10=Not on carriageway|99=Unknown (self reported)|-1=Data missing or out of range",
)
VEHICLE_LOCATION_RESTRICTED_LANE = coded(
    "vehicle-location-restricted-lane",
    GUIDE,
    "0=On main carriageway (not in restricted lane)|1=Tram or Light rail track|2=Bus lane or Busway|"
    "4=Cycle lane (on main carriageway)|"
    "5=Cycleway or shared use footway (not part of main carriageway)|6=Lay-by or hard shoulder|"
    "9=Footway (pavement)|99=Unknown (self reported)|-1=Data missing or out of range",
)
JUNCTION_LOCATION = coded(
    "junction-location",
    GUIDE,
    "0=Not at or within 20 metres of junction|"
    "1=Approaching junction or waiting/parked at junction approach|"
    "2=Cleared junction or waiting/parked at junction exit|3=Leaving roundabout|4=Entering roundabout|"
    "5=Leaving main road|6=Entering main road|7=Entering from slip road|"
    "8=Mid Junction - on roundabout or on main road|9=Unknown (self reported)|"
    "-1=Data missing or out of range",
)
SKIDDING_AND_OVERTURNING = coded(
    "skidding-and-overturning",
    GUIDE,
    "0=None|1=Skidded|2=Skidded and overturned|3=Jackknifed|4=Jackknifed and overturned|5=Overturned|"
    "9=Unknown (self reported)|-1=Data missing or out of range",
)
HIT_OBJECT_IN_CARRIAGEWAY = coded(
    "hit-object-in-carriageway",
    GUIDE,
    "0=None|1=Previous accident|2=Road works|4=Parked vehicle|5=Bridge (roof)|6=Bridge (side)|"
    "7=Bollard or refuge|8=Open door of vehicle|9=Central island of roundabout|10=Kerb|11=Other object|"
    "12=Any animal (except ridden horse)|99=Unknown (self reported)|-1=Data missing or out of range",
)
VEHICLE_LEAVING_CARRIAGEWAY = coded(
    "vehicle-leaving-carriageway",
    GUIDE,
    "0=Did not leave carriageway|1=Nearside|2=Nearside and rebounded|3=Straight ahead at junction|"
    "4=Offside on to central reservation|5=Offside on to central reservation + rebounded|"
    "6=Offside - crossed central reservation|7=Offside|8=Offside and rebounded|"
    "9=Unknown (self reported)|-1=Data missing or out of range",
)
HIT_OBJECT_OFF_CARRIAGEWAY = coded(
    "hit-object-off-carriageway",
    GUIDE,
    "0=None|1=Road sign or traffic signal|2=Lamp post|3=Telegraph or electricity pole|4=Tree|"
    "5=Bus stop or bus shelter|6=Central crash barrier|7=Near/Offside crash barrier|"
    "8=Submerged in water|9=Entered ditch|10=Other permanent object|11=Wall or fence|"
    "99=Unknown (self reported)|-1=Data missing or out of range",
)
FIRST_POINT_OF_IMPACT = coded(
    "first-point-of-impact",
    GUIDE,
    "0=Did not impact|1=Front|2=Back|3=Offside|4=Nearside|9=Unknown (self reported)|"
    "-1=Data missing or out of range",
)
VEHICLE_LEFT_HAND_DRIVE = coded(
    "vehicle-left-hand-drive",
    GUIDE,
    "1=No|2=Yes|9=Unknown|-1=Data missing or out of range",
)
JOURNEY_PURPOSE_OF_DRIVER_HISTORIC = coded(
    "journey-purpose-of-driver-historic",
    GUIDE,
    "1=Journey as part of work|2=Commuting to/from work|3=Taking pupil to/from school|"
    "4=Pupil riding to/from school|5=Other|6=Not known|15=Other/Not known|"
    "-1=Data missing or out of range",
)
JOURNEY_PURPOSE_OF_DRIVER = coded(
    "journey-purpose-of-driver",
    GUIDE,
    "1=Journey as part of work|2=Commuting to or from work|6=Not known or not requested|"
    "7=Education and educational escort|8=Emergency vehicle (blue light) on response|"
    "9=Personal business or leisure|-1=Data missing or out of range",
)
SEX_OF_DRIVER = coded(
    "sex-of-driver",
    GUIDE,
    "1=Male|2=Female|3=Not known|-1=Data missing or out of range",
)
AGE_BAND_OF_DRIVER = coded(
    "age-band-of-driver",
    GUIDE,
    "1=0 - 5|2=6 - 10|3=11 - 15|4=16 - 20|5=21 - 25|6=26 - 35|7=36 - 45|8=46 - 55|9=56 - 65|10=66 - 75|"
    "11=Over 75|-1=Data missing or out of range",
)
PROPULSION_CODE = coded(
    "propulsion-code",
    GUIDE,
    "1=Petrol|2=Heavy oil|3=Electric|4=Steam|5=Gas|6=Petrol/Gas (LPG)|7=Gas/Bi-fuel|8=Hybrid electric|"
    "9=Gas Diesel|10=New fuel technology|11=Fuel cells|12=Electric diesel|-1=Undefined",
)
DRIVER_IMD_DECILE = coded(
    "driver-imd-decile",
    GUIDE,
    "1=Most deprived 10%|2=More deprived 10-20%|3=More deprived 20-30%|4=More deprived 30-40%|"
    "5=More deprived 40-50%|6=Less deprived 40-50%|7=Less deprived 30-40%|8=Less deprived 20-30%|"
    "9=Less deprived 10-20%|10=Least deprived 10%|-1=Data missing or out of range",
)
ESCOOTER_FLAG = coded(
    "escooter-flag",
    GUIDE,
    "1=Vehicle was an e-scooter|0=Vehicle was not an e-scooter",
)
DRIVER_DISTANCE_BANDING = coded(
    "driver-distance-banding",
    GUIDE,
    "1=Collision occurred within 5km of drivers home postcode|"
    "2=Collision occurred between 5.001 and 10km of drivers home postcode|"
    "3=Collision occurred between 10.001 and 20km of drivers home postcode|"
    "4=Collision occurred between 20.001 and 100km of drivers home postcode|"
    "5=Collision occurred over 100km of drivers home postcode|-1=Data missing or out of range",
)
CASUALTY_CLASS = coded(
    "casualty-class",
    GUIDE,
    "1=Driver or rider|2=Passenger|3=Pedestrian",
)
SEX_OF_CASUALTY = coded(
    "sex-of-casualty",
    GUIDE,
    "1=Male|2=Female|9=Unknown (self reported)|-1=Data missing or out of range",
)
PEDESTRIAN_LOCATION = coded(
    "pedestrian-location",
    GUIDE,
    "0=Not a Pedestrian|1=Crossing on pedestrian crossing facility|"
    "2=Crossing in zig-zag approach lines|3=Crossing in zig-zag exit lines|"
    "4=Crossing elsewhere within 50m. of pedestrian crossing|5=In carriageway, crossing elsewhere|"
    "6=On footway or verge|7=On refuge, central island or central reservation|"
    "8=In centre of carriageway - not on refuge, island or central reservation|"
    "9=In carriageway, not crossing|10=Unknown or other|-1=Data missing or out of range",
)
PEDESTRIAN_MOVEMENT = coded(
    "pedestrian-movement",
    GUIDE,
    "0=Not a Pedestrian|1=Crossing from driver's nearside|"
    "2=Crossing from nearside - masked by parked or stationary vehicle|"
    "3=Crossing from driver's offside|4=Crossing from offside - masked by parked or stationary vehicle|"
    "5=In carriageway, stationary - not crossing (standing or playing)|"
    "6=In carriageway, stationary - not crossing (standing or playing) - masked by parked or "
    "stationary vehicle|7=Walking along in carriageway, facing traffic|"
    "8=Walking along in carriageway, back to traffic|9=Unknown or other|"
    "-1=Data missing or out of range",
)
CAR_PASSENGER = coded(
    "car-passenger",
    GUIDE,
    "0=Not car passenger|1=Front seat passenger|2=Rear seat passenger|9=Unknown (self reported)|"
    "-1=Data missing or out of range",
)
BUS_OR_COACH_PASSENGER = coded(
    "bus-or-coach-passenger",
    GUIDE,
    "0=Not a bus or coach passenger|1=Boarding|2=Alighting|3=Standing passenger|4=Seated passenger|"
    "9=Unknown (self reported)|-1=Data missing or out of range",
)
PEDESTRIAN_ROAD_MAINTENANCE_WORKER = coded(
    "pedestrian-road-maintenance-worker",
    GUIDE,
    "0=No / Not applicable|1=Yes|2=Not Known|3=Probable|-1=Data missing or out of range",
)
CASUALTY_TYPE = coded(
    "casualty-type",
    GUIDE,
    "0=Pedestrian|1=Cyclist|2=Motorcycle 50cc and under rider or passenger|"
    "3=Motorcycle 125cc and under rider or passenger|"
    "4=Motorcycle over 125cc and up to 500cc rider or passenger|"
    "5=Motorcycle over 500cc rider or passenger|8=Taxi/Private hire car occupant|9=Car occupant|"
    "10=Minibus (8 - 16 passenger seats) occupant|11=Bus or coach occupant (17 or more pass seats)|"
    "16=Horse rider|17=Agricultural vehicle occupant|18=Tram occupant|"
    "19=Van / Goods vehicle (3.5 tonnes mgw or under) occupant|"
    "20=Goods vehicle (over 3.5t. and under 7.5t.) occupant|"
    "21=Goods vehicle (7.5 tonnes mgw and over) occupant|22=Mobility scooter rider|"
    "23=Electric motorcycle rider or passenger|90=Other vehicle occupant|"
    "97=Motorcycle - unknown cc rider or passenger|98=Goods vehicle (unknown weight) occupant|"
    "99=Unknown vehicle type (self rep only)|103=Motorcycle - Scooter (1979-1998)|"
    "104=Motorcycle (1979-1998)|105=Motorcycle - Combination (1979-1998)|"
    "106=Motorcycle over 125cc (1999-2004)|108=Taxi (excluding private hire cars) (1979-2004)|"
    "109=Car (including private hire cars) (1979-2004)|110=Minibus/Motor caravan (1979-1998)|"
    "113=Goods over 3.5 tonnes (1979-1998)|-1=Data missing or out of range",
)
CASUALTY_DISTANCE_BANDING = coded(
    "casualty-distance-banding",
    GUIDE,
    "1=Collision occurred within 5km of casualties home postcode|"
    "2=Collision occurred between 5.001 and 10km of casualties home postcode|"
    "3=Collision occurred between 10.001 and 20km of casualties home postcode|"
    "4=Collision occurred between 20.001 and 100km of casualties home postcode|"
    "5=Collision occurred over 100km of casualties home postcode|-1=Data missing or out of range",
)
