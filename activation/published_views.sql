-- What other rooms may read: care's card shows a customer's orders.
CREATE VIEW activation.published_order AS
SELECT customer_id,
       order_id,
       subscriber_id,
       accepted_at AS at,
       state,
       CASE kind
         WHEN 'activate_subscriber' THEN 'New line'
         WHEN 'terminate_subscriber' THEN 'End of a line'
         WHEN 'suspend_subscriber' THEN 'Suspension'
         WHEN 'resume_subscriber' THEN 'Resumption'
       END || ', ' || offering_code AS what,
       reason AS note,
       kind,
       offering_code
FROM activation.service_order;
