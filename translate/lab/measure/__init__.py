"""How fast, how heavy and how good the engines are on this machine; see `translate.lab.measure.measure`."""
