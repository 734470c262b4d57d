"""The engines that run expressions over a snapshot, behind one small interface. They hold differences only."""
