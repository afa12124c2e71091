"""Who does a step of the production chain: near, in the country, in Europe and elsewhere, with evidence."""
