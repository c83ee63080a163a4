"""Documents of PMML as text, from small descriptions."""

from xml.sax.saxutils import quoteattr


def element(name, attributes=None, *children):
    """One element; attributes that are None are left out, `_from` stands for names that Python reserves."""
    written = "".join(f" {key.rstrip('_')}={quoteattr(text(value))}"
                      for key, value in (attributes or {}).items() if value is not None)
    inside = "".join(children)
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(float(value)) if isinstance(value, float) else str(value)


def data_field(name, kind="double", optype=None, values=(), inside=""):
    optype = optype or ("continuous" if kind in ("double", "float", "integer") else "categorical")
    listed = "".join(element("Value", {"value": value}) for value in values)
    return element("DataField", {"name": name, "optype": optype, "dataType": kind}, inside, listed)


def document(fields, model, transformations="", version="4.4"):
    """A document of some data fields and one model."""
    namespace = f"http://www.dmg.org/PMML-{version.replace('.', '_')}"
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<PMML xmlns="{namespace}" version="{version}">'
            + "<Header/>" + element("DataDictionary", None, *fields)
            + (element("TransformationDictionary", None, transformations) if transformations else "")
            + model + "</PMML>\n").replace("><", ">\n<")


def mining_schema(inputs, target=None, treatments=None):
    """A mining schema; `treatments` has the further attributes of inputs, by name."""
    fields = [element("MiningField", {"name": name, **(treatments or {}).get(name, {})})
              for name in inputs]
    if target:
        fields.append(element("MiningField", {"name": target, "usageType": "target"}))
    return element("MiningSchema", None, *fields)


def output(*fields):
    """Output fields: (name, feature, attributes) or (name, expression)."""
    written = []
    for name, feature, *more in fields:
        if feature.startswith("<"):
            given = {"feature": "transformedValue", "dataType": "double", "optype": "continuous"}
            given.update(more[0] if more else {})
            written.append(element("OutputField", {"name": name, **given}, feature))
        else:
            written.append(element("OutputField", {"name": name, "feature": feature,
                                                   **(more[0] if more else {})}))
    return element("Output", None, *written)


def probabilities(labels):
    """An output field for the probability of each class."""
    return [(f"probability({label})", "probability",
             {"value": label, "dataType": "double", "optype": "continuous"}) for label in labels]


def predicate(field, operator, value=None):
    return element("SimplePredicate", {"field": field, "operator": operator, "value": value})


def member(field, values, negated=False):
    quoted = " ".join('"' + str(value).replace('"', '\\"') + '"' for value in values)
    return element("SimpleSetPredicate",
                   {"field": field, "booleanOperator": "isNotIn" if negated else "isIn"},
                   element("Array", {"type": "string", "n": len(values)}, quoted))


def compound(operator, *parts):
    return element("CompoundPredicate", {"booleanOperator": operator}, *parts)


def field(name):
    return element("FieldRef", {"field": name})


def constant(value, kind=None):
    kind = kind or ("double" if isinstance(value, float) else
                    "integer" if isinstance(value, int) else "string")
    return element("Constant", {"dataType": kind}, text(value))


def apply(function, *arguments, **attributes):
    return element("Apply", {"function": function, **attributes}, *arguments)


def derived(name, expression, kind="double", optype="continuous"):
    return element("DerivedField", {"name": name, "optype": optype, "dataType": kind}, expression)


TRUE = "<True/>"
FALSE = "<False/>"
