"""European Regional Development Fund: operations and beneficiaries, as each authority has to publish them."""
