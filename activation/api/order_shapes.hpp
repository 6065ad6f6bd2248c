// Orders and stock as JSON, and an order as it is asked for.
#pragma once

#include <boost/json/object.hpp>
#include <vector>

#include "activation/activate_subscriber.hpp"
#include "activation/change_service.hpp"
#include "activation/errand.hpp"
#include "activation/stock.hpp"
#include "core/numbering_plan.hpp"
#include "web/http.hpp"
#include "web/json_body.hpp"

namespace activation {

boost::json::object json_of(const service_order& order);
boost::json::object json_of(const service_order& order, const std::vector<errand>& errands);
// In a list nobody is looked up: whose number it is stays masked.
boost::json::object json_in_list(const service_order& order);
// What is somebody's is shown masked: who may sell need not see who has which number.
boost::json::object json_of(const number& it);
boost::json::object json_of(const sim& it);

// Each reads what it needs from the body and leaves what is wrong in it.
activation_request read_activation(web::json_object& body, const core::numbering_plan& plan);
change_request read_change(web::json_object& body);

}  // namespace activation
