CREATE TABLE restaurants (
  name char(30) PRIMARY KEY,
  count integer NOT NULL
);

INSERT INTO restaurants (name, count)
VALUES ('outback', 0), ('bucadibeppo', 0), ('chipotle', 0), ('ihop', 0);
