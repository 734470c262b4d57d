"""Codes of STATS19 that say what a collision was like, from the guide of the Department for Transport, 2024.

Open Government Licence v3.0. The texts are the guide's, its codes are what the files hold. −1 stands for
what is missing, and is a term like any other: as published.
"""

from __future__ import annotations

from frankpledge.contracts.vocabularies import coded

GUIDE = "STATS19 data guide 2024, Department for Transport"

POLICE_FORCE = coded(
    "police-force",
    GUIDE,
    "1=Metropolitan Police|3=Cumbria|4=Lancashire|5=Merseyside|6=Greater Manchester|7=Cheshire|"
    "10=Northumbria|11=Durham|12=North Yorkshire|13=West Yorkshire|14=South Yorkshire|16=Humberside|"
    "17=Cleveland|20=West Midlands|21=Staffordshire|22=West Mercia|23=Warwickshire|30=Derbyshire|"
    "31=Nottinghamshire|32=Lincolnshire|33=Leicestershire|34=Northamptonshire|35=Cambridgeshire|"
    "36=Norfolk|37=Suffolk|40=Bedfordshire|41=Hertfordshire|42=Essex|43=Thames Valley|44=Hampshire|"
    "45=Surrey|46=Kent|47=Sussex|48=City of London|50=Devon and Cornwall|52=Avon and Somerset|"
    "53=Gloucestershire|54=Wiltshire|55=Dorset|60=North Wales|61=Gwent|62=South Wales|63=Dyfed-Powys|"
    "91=Northern|92=Grampian|93=Tayside|94=Fife|95=Lothian and Borders|96=Central|97=Strathclyde|"
    "98=Dumfries and Galloway|99=Police Scotland",
)
COLLISION_SEVERITY = coded(
    "collision-severity",
    GUIDE,
    "1=Fatal|2=Serious|3=Slight",
)
ENHANCED_COLLISION_SEVERITY = coded(
    "enhanced-collision-severity",
    GUIDE,
    "1=Fatal|5=Very Serious|6=Moderately Serious|7=Less Serious|3=Slight|-1=Data missing or out of range",
)
DAY_OF_WEEK = coded(
    "day-of-week",
    GUIDE,
    "1=Sunday|2=Monday|3=Tuesday|4=Wednesday|5=Thursday|6=Friday|7=Saturday",
)
FIRST_ROAD_CLASS = coded(
    "first-road-class",
    GUIDE,
    "1=Motorway|2=A(M)|3=A|4=B|5=C|6=Unclassified|-1=Data missing or out of range",
)
ROAD_TYPE = coded(
    "road-type",
    GUIDE,
    "1=Roundabout|2=One way street|3=Dual carriageway|6=Single carriageway|7=Slip road|9=Unknown|"
    "12=One way street/Slip road|-1=Data missing or out of range",
)
JUNCTION_DETAIL_HISTORIC = coded(
    "junction-detail-historic",
    GUIDE,
    "0=Not at junction or within 20 metres|1=Roundabout|2=Mini-roundabout|3=T or staggered junction|"
    "5=Slip road|6=Crossroads|7=More than 4 arms (not roundabout)|8=Private drive or entrance|"
    "9=Other junction|99=Unknown (self reported)|-1=Data missing or out of range",
)
JUNCTION_DETAIL = coded(
    "junction-detail",
    GUIDE,
    "0=Not at junction or within 20 metres|13=T or staggered junction|16=Crossroads|"
    "17=Junction with more than four arms (not roundabout)|18=Using private drive or entrance|"
    "99=Unknown (self reported)|-1=Data missing or out of range",
)
JUNCTION_CONTROL = coded(
    "junction-control",
    GUIDE,
    "0=Not at junction or within 20 metres|1=Authorised person|2=Auto traffic signal|3=Stop sign|"
    "4=Give way or uncontrolled|-1=Data missing or out of range|9=Unknown (self reported)",
)
SECOND_ROAD_CLASS = coded(
    "second-road-class",
    GUIDE,
    "0=Not at junction or within 20 metres|1=Motorway|2=A(M)|3=A|4=B|5=C|6=Unclassified|"
    "9=Unknown (self rep only)|-1=Data missing or out of range",
)
PEDESTRIAN_CROSSING_HUMAN_CONTROL_HISTORIC = coded(
    "pedestrian-crossing-human-control-historic",
    GUIDE,
    "0=None within 50 metres|1=Control by school crossing patrol|2=Control by other authorised person|"
    "-1=Data missing or out of range|9=Unknown (self reported)",
)
PEDESTRIAN_CROSSING_PHYSICAL_FACILITIES_HISTORIC = coded(
    "pedestrian-crossing-physical-facilities-historic",
    GUIDE,
    "0=No physical crossing facilities within 50 metres|1=Zebra|"
    "4=Pelican, puffin, toucan or similar non-junction pedestrian light crossing|"
    "5=Pedestrian phase at traffic signal junction|7=Footbridge or subway|8=Central refuge|"
    "-1=Data missing or out of range|9=Unknown (self reported)",
)
PEDESTRIAN_CROSSING = coded(
    "pedestrian-crossing",
    GUIDE,
    "0=No physical crossing facility within 50m|11=Human crossing control by school crossing patrol|"
    "12=Human crossing control by other authorised person|13=Zebra crossing|"
    "14=Pedestrian light crossing (pelican or puffin or toucan or similar)|"
    "15=Pedestrian phase at traffic signal|16=Footbridge or subway|"
    "17=Central refuge - no other controls|99=Unknown (self reported)|-1=Data missing or out of range",
)
LIGHT_CONDITIONS = coded(
    "light-conditions",
    GUIDE,
    "1=Daylight|4=Darkness - lights lit|5=Darkness - lights unlit|6=Darkness - no lighting|"
    "7=Darkness - lighting unknown|-1=Data missing or out of range",
)
WEATHER_CONDITIONS = coded(
    "weather-conditions",
    GUIDE,
    "1=Fine no high winds|2=Raining no high winds|3=Snowing no high winds|4=Fine + high winds|"
    "5=Raining + high winds|6=Snowing + high winds|7=Fog or mist|8=Other|9=Unknown|"
    "-1=Data missing or out of range",
)
ROAD_SURFACE_CONDITIONS = coded(
    "road-surface-conditions",
    GUIDE,
    "1=Dry|2=Wet or damp|3=Snow|4=Frost or ice|5=Flood over 3cm. deep|6=Oil or diesel|7=Mud|"
    "-1=Data missing or out of range|9=Unknown (self reported)",
)
SPECIAL_CONDITIONS_AT_SITE = coded(
    "special-conditions-at-site",
    GUIDE,
    "0=None|1=Auto traffic signal - out|2=Auto signal part defective|"
    "3=Road sign or marking defective or obscured|4=Roadworks|5=Road surface defective|6=Oil or diesel|"
    "7=Mud|-1=Data missing or out of range|9=Unknown (self reported)",
)
CARRIAGEWAY_HAZARDS_HISTORIC = coded(
    "carriageway-hazards-historic",
    GUIDE,
    "0=None|1=Vehicle load on road|2=Other object on road|3=Previous accident|4=Dog on road|"
    "5=Other animal on road|6=Pedestrian in carriageway - not injured|"
    "7=Any animal in carriageway (except ridden horse)|-1=Data missing or out of range|"
    "9=Unknown (self reported)",
)
CARRIAGEWAY_HAZARDS = coded(
    "carriageway-hazards",
    GUIDE,
    "0=None|11=Defective traffic signals|"
    "12=Permanent road signing or markings defective or obscured or inadequate|13=Roadworks|"
    "14=Oil or diesel|15=Mud|16=Dislodged vehicle load in carriageway|17=Other object in carriageway|"
    "18=Involvement with previous collision|19=Pedestrian in carriageway - not injured|"
    "20=Any animal in carriageway (except ridden horse)|21=Poor or defective road surface|"
    "-1=Data missing or out of range|99=Unknown (self reported)",
)
URBAN_OR_RURAL_AREA = coded(
    "urban-or-rural-area",
    GUIDE,
    "1=Urban|2=Rural|3=Unallocated|-1=Data missing or out of range",
)
DID_POLICE_OFFICER_ATTEND_SCENE_OF_COLLISION = coded(
    "did-police-officer-attend-scene-of-collision",
    GUIDE,
    "1=Yes|2=No|3=No - accident was reported using a self completion form (self rep only)|"
    "-1=Data missing or out of range",
)
TRUNK_ROAD_FLAG = coded(
    "trunk-road-flag",
    GUIDE,
    "1=Trunk (Roads managed by Highways England)|2=Non-trunk|-1=Data missing or out of range",
)
COLLISION_INJURY_BASED = coded(
    "collision-injury-based",
    GUIDE,
    "0=Based on severity reporting|1=Based on Injury code reporting",
)
