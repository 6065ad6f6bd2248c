-- What other rooms may read of the desk. No text that a person wrote.
CREATE VIEW care.published_complaint AS
SELECT customer_id, complaint_id, subscriber_id, state, opened_at, closed_at FROM care.complaint;

CREATE VIEW care.published_survey AS
SELECT customer_id, survey_id, subscriber_id, question, asked_at, score, answered_at FROM care.survey;
