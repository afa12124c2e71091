"""What a dose costs and where production jams: processes as data, engine, costs, supply network."""
