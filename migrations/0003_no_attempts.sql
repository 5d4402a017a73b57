-- What is older than a day is looked for in its room before it is sent, tried or not: nobody needs the count.
ALTER TABLE outbox DROP COLUMN attempts;
